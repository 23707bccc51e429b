"""Reading a QR code from a rendered PDF with a decoder that is not the suite's own."""

import subprocess
import tempfile
from pathlib import Path

import zxingcpp
from PIL import Image


def pages(pdf, dpi=150):
    """Render the PDF bytes with poppler; yields one image per page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "in.pdf").write_bytes(pdf)
        subprocess.run(
            [
                "pdftoppm",
                "-r",
                str(dpi),
                "-png",
                str(path / "in.pdf"),
                str(path / "page"),
            ],
            check=True,
        )
        for image in sorted(path.glob("page*.png")):
            with Image.open(image) as page:
                yield page.convert("RGB")


def read_codes(pdf):
    """All QR texts found on all pages, in reading order."""
    return [code.text for page in pages(pdf) for code in zxingcpp.read_barcodes(page)]
