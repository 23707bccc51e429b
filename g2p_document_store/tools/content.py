"""What a file really is, decided from its bytes; no ``env`` here."""

import io
import re
import unicodedata
import warnings

from PIL import Image, ImageOps

#: media type -> extensions that a stored file of this type may have (the first is given)
EXTENSIONS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "text/csv": (".csv",),
    "application/xml": (".xml",),
}
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
#: an image of more pixels is refused before it is decoded (decompression bomb)
MAX_PIXELS = 60_000_000
_ACTIVE = re.compile(rb"<\s*(?:script|html|svg|iframe|!doctype\s+html)", re.IGNORECASE)


def sniff(content):
    """Media type by signature, or None when it is none that the store takes.

    >>> sniff(b"%PDF-1.7 ...")
    'application/pdf'
    >>> sniff(b"MZ\\x90\\x00") is None
    True
    """
    return next((kind for magic, kind in _SIGNATURES if content.startswith(magic)), None)


def is_polyglot(content, mimetype):
    """Whether the head of a document also reads as a web page.

    >>> is_polyglot(b"%PDF-1.7 <script>alert(1)</script>", "application/pdf")
    True
    >>> is_polyglot(b"%PDF-1.7 harmless", "application/pdf")
    False
    """
    return mimetype == "application/pdf" and bool(_ACTIVE.search(content[:1024]))


def clean_image(content, mimetype):
    """Re-encode a photo: its pixels stay, EXIF (place, device, time) goes.

    :raises ValueError: when it is no readable image or has too many pixels
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content))
            if image.width * image.height > MAX_PIXELS:
                raise ValueError("too many pixels")
            image = ImageOps.exif_transpose(image)
            return _encode(image, mimetype)
    except (OSError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise ValueError("unreadable image") from error


def _encode(image, mimetype):
    out = io.BytesIO()
    if mimetype == "image/jpeg":
        image.convert("RGB").save(out, "JPEG", quality=88, optimize=True)
    else:
        clean = Image.new(image.mode, image.size)
        clean.putdata(list(image.getdata())) if image.mode == "P" else clean.paste(image)
        if image.mode == "P":
            clean.putpalette(image.getpalette())
        clean.save(out, "PNG", optimize=True)
    return out.getvalue()


def safe_name(name, mimetype):
    """A file name without path, control characters or a lying extension.

    >>> safe_name("../../etc/pass wd.pdf", "application/pdf")
    'pass wd.pdf'
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
