"""QR codes."""

from urllib.parse import unquote

from mocks.kit import qr_code


def test_a_code_is_a_picture_that_loads_nothing() -> None:
    """Pages allow pictures of their own and `data:`; another text makes another picture."""
    picture = qr_code.data_uri("otpauth://totp/x?secret=A")
    assert picture.startswith("data:image/svg+xml")
    assert unquote(picture).count("http") == unquote(picture).count("http://www.w3.org/2000/svg")
    assert picture != qr_code.data_uri("otpauth://totp/x?secret=B")


def test_a_code_is_a_file_for_programs_too() -> None:
    picture = qr_code.png("otpauth://totp/x?secret=A")
    assert picture.startswith(b"\x89PNG\r\n")
    assert picture != qr_code.png("otpauth://totp/x?secret=B")
