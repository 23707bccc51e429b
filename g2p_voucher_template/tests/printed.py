"""A printed voucher as independent programs see it: poppler draws it, zxing-cpp reads it."""

import subprocess
import tempfile
import unicodedata
from pathlib import Path

import zxingcpp
from PIL import Image

DPI = 150


def pages(content, dpi=DPI):
    """Each page as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "voucher.pdf"
        file.write_bytes(content)
        subprocess.run(["pdftoppm", "-r", str(dpi), "-png", file, file], check=True)
        found = []
        for path in sorted(Path(folder).glob("*.png")):
            with Image.open(path) as picture:
                found.append(picture.convert("RGB"))
        return found


def codes(content):
    """(text, width in millimetres) of every QR code on every page."""
    return [
        (
            code.text,
            (code.position.top_right.x - code.position.top_left.x) / DPI * 25.4,
        )
        for page in pages(content)
        for code in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    ]


def words(content):
    """The text, with single spaces and normalised letters."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        text = subprocess.run(
            ["pdftotext", file.name, "-"], check=True, capture_output=True, text=True
        ).stdout
    shown = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", " ".join(shown.split()))
