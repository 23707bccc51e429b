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
    desk.shot("14-after-back")


def test_a_mistyped_code_is_no_forgery(desk):
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
