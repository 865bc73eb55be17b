"""Okta Verify by its codes; what it does by push needs the vendor's own app and servers."""

from typing import ClassVar

from mocks.okta.authenticators._totp import Totp


class OktaVerify(Totp):
    name: ClassVar[str] = "okta_verify"
    title: ClassVar[str] = "Okta Verify"
    method: ClassVar[str] = "totp"
    id_prefix: ClassVar[str] = "ost"


AUTHENTICATOR = OktaVerify()
