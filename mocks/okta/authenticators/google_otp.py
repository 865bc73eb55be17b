"""Google Authenticator, and with it any app that scans the same QR code."""

from typing import ClassVar

from mocks.okta.authenticators._totp import Totp


class GoogleOtp(Totp):
    name: ClassVar[str] = "google_otp"
    title: ClassVar[str] = "Google Authenticator"
    method: ClassVar[str] = "otp"
    provider: ClassVar[str] = "GOOGLE"
    vendor: ClassVar[str] = "GOOGLE"


AUTHENTICATOR = GoogleOtp()
