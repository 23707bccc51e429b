"""The main process in a real browser, from the application to the paid claim."""

import base64
import io
import re

import beneficiary
import officers
import provider
import qr
from conftest import PHONE, keep_picture
from series import BACKEND

HOSPITAL = "nurse@citygeneral.example"
OTHER_CLINIC = "desk@riverside.example"
OFFICER_OF_STAGE = {2: "samuel", 3: "grace"}


def as_staff(visit, login):
    visitor = visit()
    visitor.go("/web")
    visitor.sign_in(login)
    return visitor


def decide_application(visit, reference):
    """Three officers approve; the first one identifies, assesses and lowers the amount."""
    first = as_staff(visit, "amina")
    officers.open_menu(first, "Assistance")
    first.page.locator(".o_data_row").first.wait_for()
    first.shot("08-work-queue")
    officers.open_row(first, reference)
    officers.identify(first)
    officers.approve(
        first,
        assessment="Visited; the household of two has one income.",
        amount="1400",
        picture="10-assessment",
    )
    for login in OFFICER_OF_STAGE.values():
        visitor = as_staff(visit, login)
        officers.open_menu(visitor, "Assistance")
        officers.open_row(visitor, reference)
        officers.approve(visitor)


def issue_voucher(visit):
    visitor = as_staff(visit, "daniel")
    officers.open_menu(visitor, "Programs", "Vouchers", "To issue")
    officers.open_row(visitor, "MUTUA, ROSA")
    officers.button(visitor, "Issue")
    officers.wait_for_state(visitor, "Issued")
    visitor.shot("11-issued")


def pay(visit, claim_name):
    for login in ("ruth", "ivan"):
        visitor = as_staff(visit, login)
        officers.open_menu(visitor, "Reimbursement", "Claims to decide")
        officers.open_row(visitor, claim_name)
        visitor.shot(f"18-claim-decided-by-{login}")
        officers.approve(visitor)
    visitor = as_staff(visit, "nadia")
    officers.open_menu(visitor, "Reimbursement", "Ready to pay")
    officers.open_row(visitor, claim_name)
    officers.button(visitor, "Prepare payment")
    visitor.page.get_by_role("button", name="Create payment file").click()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Download payment file").click()
    payment_file = download.value.path().read_text()
    visitor.page.get_by_role("button", name="Mark as paid").click()
    dialog = visitor.page.get_by_role("dialog")
    officers.fill(dialog, "reference", "BANK-2026-0042")
    visitor.shot("19-payment")
    dialog.locator("footer .btn-primary:visible").click(delay=officers.PRESS)
    officers.wait_for_state(visitor, "Paid")
    return payment_file


def test_a_story_from_the_application_to_the_paid_claim(visit):
    rosa = visit(PHONE)
    beneficiary.sign_up(rosa)
    reference = beneficiary.apply(rosa)
    assert re.fullmatch(r"IA-\d{4}-\d{6}-[0-9A-Z]", reference)

    decide_application(visit, reference)
    issue_voucher(visit)

    pdf = beneficiary.fetch_voucher(rosa, reference)
    [code] = qr.read_codes(pdf)

    hospital = visit(PHONE)
    hospital.go("/provider")
    hospital.sign_in(HOSPITAL)
    page = io.BytesIO()
    next(qr.pages(pdf)).save(page, "PNG")
    keep_picture("12-voucher-on-paper", page.getvalue())
    provider.check_photo(hospital, page.getvalue())
    words = hospital.page.locator("#wrap").inner_text()
    assert "1,400.00" in words
    receipt = provider.redeem(hospital)
    assert "1,400.00" in receipt

    provider.check(hospital, code)
    hospital.page.get_by_role("heading", name="cannot be used").wait_for()
    hospital.shot("16-second-try")
    words = hospital.page.locator("#wrap").inner_text()
    assert re.search(r"redeemed.* on ", words), words
    assert hospital.page.get_by_role("button", name="Redeem voucher").count() == 0

    hospital.go("/provider/redemptions")
    hospital.fits()
    hospital.page.locator("#wrap a[href*='/provider/redemption/']").first.click()
    claim_name, claim_url = provider.claim(hospital)

    payment_file = pay(visit, claim_name)
    assert "1400.00" in payment_file

    hospital.go(claim_url)
    hospital.fits()
    hospital.shot("20-paid")
    words = hospital.page.locator("#wrap").inner_text()
    assert "BANK-2026-0042" in words
    assert "Paid" in words

    beneficiary.open_application(rosa, reference)
    assert "Redeemed" in rosa.page.locator("#voucher").inner_text()


def test_the_person_reads_why_the_application_was_rejected(visit):
    officer = as_staff(visit, "amina")
    officers.open_menu(officer, "Assistance")
    officers.open_row(officer, "Joseph")
    reference = officer.page.locator(".oe_title h1").inner_text().strip()
    reason = "Your insurance pays for this. Ask at its office."
    officers.reject(officer, reason, note="Insured, card seen")

    joseph = visit(PHONE)
    joseph.go("/my/assistance")
    joseph.sign_in("joseph@example.org")
    beneficiary.open_application(joseph, reference)
    joseph.shot("21-rejected")
    words = joseph.page.locator("#rejection").inner_text()
    assert reason in words
    assert "card seen" not in joseph.page.content()


def test_a_forged_code_is_not_genuine(visit):
    hospital = visit(PHONE)
    hospital.go("/provider/scan")
    hospital.sign_in(HOSPITAL)
    forged = base64.b32encode(b"a payload nobody signed, long enough").decode()
    provider.check(hospital, forged)
    hospital.page.get_by_role("heading", name="Not genuine").wait_for()
    hospital.shot("22-not-genuine")
    assert hospital.page.get_by_role("button", name="Redeem voucher").count() == 0


def test_an_unauthenticated_visit_is_redirected_to_sign_in_and_back(visit):
    for path, login in (
        ("/my/assistance", "anna@example.org"),
        ("/provider", OTHER_CLINIC),
        ("/web", "amina"),
    ):
        visitor = visit()
        visitor.go(path)
        assert re.search("/web/login|/assistance/sign-in", visitor.page.url)
        visitor.sign_in(login)
        assert re.search(path.replace("/web", BACKEND), visitor.page.url), visitor.page.url
