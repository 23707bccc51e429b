"""Small real PDF files for the story (a quotation, an identity card, an invoice)."""

import io

from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas


def paper(title):
    """Return the bytes of a one-page PDF with its title."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A5, invariant=1)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(40, 520, str(title))
    canvas.setFont("Helvetica", 11)
    canvas.drawString(40, 490, "A sample document of the demonstration.")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
