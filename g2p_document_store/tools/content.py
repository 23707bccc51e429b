"""The real type of a file, decided from its bytes; no ``env`` here."""

import io
import re
import struct
import unicodedata
import warnings

from PIL import Image, ImageOps

#: media type -> extensions that a stored file of this type may have (the first is the default)
EXTENSIONS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "text/csv": (".csv",),
    "application/xml": (".xml",),
}
#: labels for people
LABELS = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "text/csv": "CSV",
    "application/xml": "XML",
}
HEIC = "image/heic"
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
#: brands of the ISO container in which phones keep photos (ISO/IEC 23008-12)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
#: an image of more pixels is refused before it is decoded (decompression bomb)
MAX_PIXELS = 60_000_000
#: bytes in which readers look for a PDF's header (ISO 32000-1, annex H.3.4.1)
PDF_HEADER_WITHIN = 1024
#: rows checked at the foot of a JPEG, and the colour a decoder fills missing rows with: one middle
#: grey; print colours are inverted
_LAST_ROWS, _NOTHING_CAME = 8, ((128, 128), (127, 127))
_ACTIVE = re.compile(rb"<\s*(?:script|html|svg|iframe|!doctype\s+html)", re.IGNORECASE)
#: errors that Pillow raises on damaged or hostile images and metadata
_IMAGE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def sniff(content):
    """Media type by signature, or None when the store does not know it.

    >>> sniff(b"%PDF-1.7 ...")
    'application/pdf'
    >>> sniff(b"what a mail server put before it\\r\\n%PDF-1.4 ...")
    'application/pdf'
    >>> sniff(b"\\0\\0\\0\\x18ftypheic....")
    'image/heic'
    >>> sniff(b"MZ\\x90\\x00") is None
    True
    """
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return HEIC
    if kind := next((kind for magic, kind in _SIGNATURES if content.startswith(magic)), None):
        return kind
    return "application/pdf" if b"%PDF-" in content[:PDF_HEADER_WITHIN] else None


def sniff_text(content):
    """Media type of files that the addons generate, which have no signature: XML and CSV in UTF-8.

    >>> sniff_text(b"<?xml version='1.0'?><a/>")
    'application/xml'
    >>> sniff_text("name;amount\\r\\nA;1".encode())
    'text/csv'
    >>> sniff_text(b"MZ\\x90\\x00") is None
    True
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    return "application/xml" if text.lstrip().startswith("<?xml") else "text/csv"


def is_polyglot(content, mimetype):
    """Whether a browser could take the file for a web page.

    Images are redrawn and carry nothing else; a PDF is checked where browsers look.

    >>> is_polyglot(b"%PDF-1.7 <script>alert(1)</script>", "application/pdf")
    True
    >>> is_polyglot(b"%PDF-1.7 harmless", "application/pdf")
    False
    >>> is_polyglot(b"a;b" * 999 + b"<SVG onload=x>", "text/csv")
    True
    """
    if mimetype.startswith("image/"):
        return False
    head = content[:1024] if mimetype == "application/pdf" else content
    return bool(_ACTIVE.search(head))


def clean_image(content, mimetype):
    """Redraw a photo: keep its pixels, drop its metadata (place, device, time, comments).

    Called in a separate process (``apart.py``): in Odoo's own, Pillow accepts truncated files.

    :raises ValueError: when the image is incomplete or has too many pixels
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.open(io.BytesIO(content)).verify()  # checksums of a PNG; cannot be reused
            image = Image.open(io.BytesIO(content))
            if image.width * image.height > MAX_PIXELS:
                raise ValueError("too many pixels")
            image.load()
            if mimetype == "image/jpeg" and _is_cut_off(image):
                raise ValueError("the foot is missing")
            return _encode(ImageOps.exif_transpose(image), mimetype)
    except _IMAGE_ERRORS as error:
        raise ValueError("unreadable image") from error


def _is_cut_off(image):
    """Whether a JPEG with a proper end lacks its last rows: it was cut off and closed.

    A decoder fills such rows with one middle grey, without an error.
    """
    foot = image.crop((0, max(image.height - _LAST_ROWS, 0), image.width, image.height))

    def is_grey(part):
        return all(band in _NOTHING_CAME for band in _bands(part))

    return is_grey(foot) and not is_grey(image)


def _bands(image):
    """Lowest and highest value of each colour.

    >>> _bands(Image.new("L", (2, 2), 7)), _bands(Image.new("RGB", (1, 1), (1, 2, 3)))
    ([(7, 7)], [(1, 1), (2, 2), (3, 3)])
    """
    return [band.getextrema() for band in image.split()]


def _encode(image, mimetype):
    if image.mode == "P":  # the transparent colour is in the metadata
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if mimetype == "image/jpeg":
        image = image.convert("RGB")
    image.info = {}
    out = io.BytesIO()
    image.save(out, LABELS[mimetype], quality=88)
    return out.getvalue()


def safe_name(name, mimetype):
    """A file name without path, control characters or a wrong extension.

    >>> safe_name("../../etc/pass wd.pdf", "application/pdf")
    'pass wd.pdf'
    >>> safe_name("C:\\\\scans\\\\bill\\r\\nX.PDF", "application/pdf")
    'billX.pdf'
    >>> safe_name("photo.exe", "image/jpeg")
    'photo.exe.jpg'
    >>> safe_name("", "image/png")
    'document.png'
    """
    base = re.split(r"[\\/]", name or "")[-1]
    base = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip(" .")
    extensions = EXTENSIONS.get(mimetype, ("",))
    stem, dot, extension = base.rpartition(".")
    if dot and f".{extension.lower()}" in extensions:
        return f"{stem[:80] or 'document'}.{extension.lower()}"
    return f"{base[:80] or 'document'}{extensions[0]}"
