"""A hospital with more redemptions than fit on a page: turns pages, ticks, and sees the total."""

import provider
import pytest
import scanner
from conftest import PHONE
from test_scanner import HOSPITAL

COPIED = (
    "voucher_id, copy_id, program_id, provider_id, site_id, user_id, company_id, currency_id,"
    " voucher_number, balance_after, date"
)
WAITING = """
    INSERT INTO g2p_voucher_redemption (COPIED, name, idempotency_key, amount, is_claimable)
    SELECT COPIED, 'PAGED-' || to_char(n, 'FM000'), 'paged-' || n, 10, TRUE
    FROM (SELECT * FROM g2p_voucher_redemption ORDER BY id LIMIT 1) AS one, generate_series(1, 60) n
"""


@pytest.fixture
def claim_page(visit):
    """The page of a new claim, with sixty more redemptions of 10."""
    scanner.execute(WAITING.replace("COPIED", COPIED))
    visitor = visit(PHONE)
    visitor.go("/provider/scan")
    visitor.sign_in(HOSPITAL)
    visitor.go("/provider/claims/new")
    yield visitor
    scanner.execute(
        "DELETE FROM g2p_reimbursement_claim_line WHERE redemption_id IN"
        " (SELECT id FROM g2p_voucher_redemption WHERE name LIKE 'PAGED-%');"
        " DELETE FROM g2p_voucher_redemption WHERE name LIKE 'PAGED-%'"
    )


def total(page, amount="0.00"):
    return page.locator(".o_g2p_claim_total", has_text=amount)


def tick(page, name):
    page.get_by_label(name).check()


def test_ticks_of_other_pages_are_sent_and_counted(claim_page):
    page = claim_page.page
    page.get_by_text("Page 1 of 2").wait_for()
    claim_page.fits()
    claim_page.shot("17-claim-of-many")
    tick(page, "PAGED-060")
    tick(page, "PAGED-059")
    total(page, "20.00").wait_for()
    page.fill("#invoice_number", "INV-PAGED-1")
    page.get_by_role("button", name="Next page").click()
    page.get_by_text("Page 2 of 2").wait_for()
    page.get_by_text("Ticked on other pages: 2.").wait_for()
    assert page.input_value("#invoice_number") == "INV-PAGED-1"
    total(page, "20.00").wait_for()
    tick(page, "PAGED-001")
    total(page, "30.00").wait_for()
    claim_page.fits()
    page.get_by_role("button", name="Previous page").click()
    page.get_by_text("Page 1 of 2").wait_for()
    assert page.get_by_label("PAGED-059").is_checked()
    total(page, "30.00").wait_for()
    page.go_back()
    page.get_by_text("Page 2 of 2").wait_for()
    next_to_send = page.locator(".o_g2p_claim_form .btn-primary[type=submit]")
    assert next_to_send.is_enabled()
    assert next_to_send.inner_text().strip() == "Send claim"


def test_everything_listed_is_claimed_at_once(claim_page):
    page = claim_page.page
    page.get_by_label("Everything listed here").check()
    shown = page.locator("label[for=everything] > :last-child").inner_text()
    total(page, shown.split()[-1]).wait_for()
    page.set_input_files(
        "#invoice_file",
        {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": provider.invoice()},
    )
    page.fill("#invoice_date", page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.fill("#invoice_number", "INV-PAGED-2")
    page.press("#invoice_number", "Enter")
    page.get_by_role("heading", level=1, name="RC-").wait_for()
    page.get_by_text("PAGED-060").wait_for()
    claim_page.fits()
    claim_page.shot("17-claim-of-many-sent")


def test_days_without_redemptions_show_a_message(claim_page):
    page = claim_page.page
    page.fill("#first_day", "2020-01-01")
    page.fill("#last_day", "2020-01-02")
    page.get_by_role("button", name="Show these").click()
    page.get_by_text("There is nothing to claim for these days.").wait_for()
    claim_page.fits()
