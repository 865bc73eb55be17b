"""QR codes as pictures that a page carries within itself."""

import io

import segno


def data_uri(text: str) -> str:
    """Return an SVG picture of a QR code, dark on white, as a `data:` address."""
    picture: str = segno.make(text, micro=False).svg_data_uri(scale=4, light="#fff")
    return picture


def png(text: str) -> bytes:
    """Return a picture of a QR code as a PNG file."""
    written = io.BytesIO()
    segno.make(text, micro=False).save(written, kind="png", scale=4)
    return written.getvalue()
