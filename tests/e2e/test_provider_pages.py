"""The provider's pages in a real browser: back, reload, and codes typed wrongly."""

import provider
import pytest
from conftest import PHONE
from test_scanner import HOSPITAL, usable


@pytest.fixture
def desk(visit):
    visitor = visit(PHONE)
    visitor.go("/provider/scan")
    visitor.sign_in(HOSPITAL)
    return visitor


def genuine(page):
    page.get_by_role("heading", name="Genuine – can be used").wait_for()


def test_back_and_reload_lead_to_the_check(desk):
    page, text = desk.page, usable()
    provider.check(desk, text)
    address = page.url
    assert "/provider/check/" in address
    assert text[:20] not in address
    page.reload()
    genuine(page)
    page.get_by_role("link", name="Scan another voucher").click()
    page.get_by_role("heading", name="Scan a voucher").wait_for()
    page.go_back()
    genuine(page)
    page.get_by_role("button", name="Redeem voucher").click()
    page.get_by_role("button", name="Yes, redeem").wait_for()
    page.go_back()
    genuine(page)
    page.go_forward()
    page.get_by_role("button", name="Yes, redeem").wait_for()
    desk.fits()


def test_a_story_of_a_mistyped_code_that_is_no_forgery(desk):
    page = desk.page
    page.fill("#text", "ABCD-EFGH-1234-56")
    page.get_by_role("button", name="Check").click()
    page.get_by_text("This is not a voucher code. Check what you typed.").wait_for()
    assert page.get_by_text("Not genuine").count() == 0
    assert page.input_value("#text") == "ABCD-EFGH-1234-56"
    desk.fits()
    desk.shot("22-mistyped")
    page.go_back()
    page.get_by_role("heading", name="Scan a voucher").wait_for()


def test_the_end_of_the_session_is_told_and_nothing_typed_is_lost(visit):
    visitor = visit(PHONE)
    page = visitor.page
    page.clock.install()
    visitor.go("/provider/scan")
    visitor.sign_in(HOSPITAL)
    visitor.go("/provider/scan")
    # its script has begun
    page.locator('.o_g2p_session[hidden=""]').wait_for(state="attached")
    warning, stay = page.locator(".o_g2p_session"), page.get_by_text("Stay signed in")
    seconds = int(warning.get_attribute("data-seconds"))

    def wait_for_warning():
        assert not warning.is_visible()
        page.clock.fast_forward((seconds - 60) * 1000)
        warning.wait_for()
        page.get_by_text("You will be signed out soon").wait_for()

    page.fill("#text", "ABCD-EFGH-JKMN-PQ")
    page.focus("#text")
    wait_for_warning()
    visitor.fits()
    stay.click()
    warning.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "text"

    wait_for_warning()
    visitor.context.set_offline(True)
    stay.click()
    page.get_by_text("There is no connection at the moment.").wait_for()
    visitor.context.set_offline(False)
    visitor.context.clear_cookies(name="session_id")
    stay.click()
    page.get_by_text("You have been signed out.").wait_for()
    assert not stay.is_visible()

    page.get_by_role("button", name="Check").click()
    visitor.sign_in(HOSPITAL)
    page.locator("#kept", has_text="Your answers are still here.").wait_for()
    assert page.input_value("#text") == "ABCD-EFGH-JKMN-PQ"
    visitor.fits()
