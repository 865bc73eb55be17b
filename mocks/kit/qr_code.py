"""QR codes as pictures that a page carries within itself."""

import segno


def data_uri(text: str) -> str:
    """Return an SVG picture of a QR code, dark on white, as a `data:` address."""
    picture: str = segno.make(text, micro=False).svg_data_uri(scale=4, light="#fff")
    return picture
