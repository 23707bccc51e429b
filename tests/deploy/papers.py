"""Documents that a person sends."""

import io

from reportlab.pdfgen.canvas import Canvas

LINE = "% a scanner that compresses nothing writes as much as this for every page of a paper\n"


def paper(title, megabytes=0):
    """PDF bytes of one page with a title, padded to the given size."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    canvas.drawString(72, 760, title)
    canvas.addLiteral(LINE * (megabytes * 1024 * 1024 // len(LINE)), escaped=0)
    canvas.save()
    return out.getvalue()
