"""A rejected person appeals on a phone, and other officers decide."""

import beneficiary
import officers
import pytest
from conftest import PHONE

ELENA = "elena@example.org"
LETTER = {"name": "letter.jpg", "mimeType": "image/jpeg"}
WORDS = "My first pair broke at work, and I cannot read without it."
#: the second officers of the later stages
OTHERS = ("omar", "lucia")


@pytest.fixture
def elena(visit):
    visitor = visit(PHONE, with_scripts=False)
    visitor.go("/my/assistance")
    visitor.sign_in(ELENA)
    visitor.go("/my/assistance")
    visitor.page.locator(".g2p-card", has_text="Rejected").get_by_role("link").first.click()
    return visitor


def appeal(visitor):
    """The reference of the case, after its appeal was sent."""
    page = visitor.page
    page.locator("#appeal_until").wait_for()
    page.locator("#appeal").click()
    page.get_by_role("button", name="Send my appeal").click()
    page.locator("#errors").wait_for()
    page.fill("#f_text", WORDS)
    picture = {**LETTER, "buffer": beneficiary.photo("A letter")}
    page.locator("#f_file").set_input_files(picture)
    page.get_by_role("button", name="Add this file").click()
    page.get_by_text("letter.jpg").first.wait_for()
    assert page.input_value("#f_text") == WORDS
    visitor.fits()
    visitor.shot("31-appeal", full_page=True)
    page.get_by_role("button", name="Send my appeal").click()
    page.locator("#appealed").wait_for()
    visitor.fits()
    assert "letter.jpg" in page.locator("#appeal_running").inner_text()
    return page.locator("#appealed strong").inner_text().strip()


def as_officer(visit, login):
    visitor = visit()
    visitor.go("/web")
    visitor.sign_in(login)
    officers.open_menu(visitor, "Assistance")
    return visitor


def test_an_appeal_is_decided_by_officers_who_took_no_part(visit, elena):
    reference = appeal(elena)
    first = as_officer(visit, "amina")
    officers.open_row(first, reference)
    assert WORDS in first.page.locator(".o_form_view").inner_text()
    approve = first.page.locator(".o_statusbar_buttons").get_by_role("button", name="Approve")
    assert not approve.count()
    second = as_officer(visit, "hana")
    officers.open_row(second, reference)
    assert WORDS in second.page.locator(".o_form_view").inner_text()
    second.shot("32-appeal-in-the-office", full_page=True)
    officers.identify(second)
    officers.approve(second, assessment="The optician confirms it.")
    for login in OTHERS:
        visitor = as_officer(visit, login)
        officers.open_row(visitor, reference)
        officers.approve(visitor)
    beneficiary.open_application(elena, reference)
    assert "Your voucher is being prepared." in elena.page.locator("main").inner_text()
    elena.shot("33-appeal-granted", full_page=True)
    elena.go("/assistance/sign-in/messages")
    elena.fits()
    elena.shot("34-messages-to-you", full_page=True)
