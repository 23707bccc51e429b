"""The work of the hospital's reception in the provider portal."""

import io
import re

from reportlab.pdfgen.canvas import Canvas


def invoice():
    """PDF bytes of an invoice, as an accounting program writes it."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 760, "Invoice INV-2026-17: gall bladder operation")
    canvas.save()
    return out.getvalue()


def check(visitor, text):
    """Type a voucher's text or code, as with a broken camera."""
    visitor.go("/provider/scan")
    visitor.fits()
    visitor.page.fill("#text", text)
    visitor.page.get_by_role("button", name="Check").click()
    visitor.page.locator(".o_g2p_verdict").wait_for()
    visitor.fits()


def check_photo(visitor, picture):
    """Give a photo of the voucher to the page; the browser reads the QR."""
    visitor.go("/provider/scan")
    visitor.page.get_by_role("button", name="Use the camera").wait_for()
    visitor.shot("13-scan")
    visitor.page.locator("input[type=file]").set_input_files(
        {"name": "voucher.png", "mimeType": "image/png", "buffer": picture}
    )
    visitor.page.get_by_role("heading", name="Genuine").wait_for()
    visitor.fits()


def redeem(visitor):
    """Redeem the whole balance of the voucher shown; returns the receipt's words."""
    page = visitor.page
    visitor.shot("14-genuine")
    page.get_by_role("button", name="Redeem voucher").click()
    page.get_by_role("button", name="Yes, redeem").wait_for()
    visitor.fits()
    visitor.shot("14-amount-as-understood")
    page.get_by_role("button", name="Yes, redeem").click()
    page.get_by_role("heading", name="Redeemed").wait_for()
    visitor.fits()
    visitor.shot("15-redeemed")
    return page.locator("#wrap").inner_text()


def claim(visitor):
    """Claim the redemption from its receipt; returns the claim's name and page."""
    page = visitor.page
    page.get_by_role("link", name="Claim this amount").click()
    page.fill("#invoice_number", "INV-2026-17")
    page.fill("#invoice_date", page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.set_input_files(
        "#invoice_file",
        {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": invoice()},
    )
    visitor.fits()
    visitor.shot("17-claim")
    page.locator(".o_g2p_claim_form .btn-primary[type=submit]").click()
    title = page.get_by_role("heading", level=1, name=re.compile(r"RC-\d{4}-\d+"))
    title.wait_for()
    return re.search(r"RC-\d{4}-\d+", title.inner_text()).group(), page.url
