"""The voucher on a phone in a real browser: large, and shown without a connection once seen."""

import io
from urllib.parse import urlsplit

import pytest
import zxingcpp
from conftest import PHONE
from PIL import Image
from playwright.sync_api import Error

ANNA = "anna@example.org"
KEPT = """async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("g2p_own_"));
    return names.length;
}"""


def wait_until_dropped(page):
    """A page drops what another account left once its script runs."""
    page.wait_for_function(KEPT.replace("return names.length", "return names.length === 0"))


def code_on(page):
    """The text of the QR code on the screen, without scrolling."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    return [code.text for code in found]


def open_voucher(visit, size=PHONE, **options):
    visitor = visit(size, **options)
    visitor.go("/my/assistance")
    visitor.sign_in(ANNA)
    visitor.go("/my/assistance")
    visitor.page.locator(".g2p-card", has_text="Approved").get_by_role("link").first.click()
    visitor.page.locator("#voucher_phone").click()
    visitor.page.wait_for_url("**/my/voucher/*")
    return visitor


def keep(visit):
    visitor = open_voucher(visit)
    visitor.page.locator("html[data-ready]").wait_for(state="attached")
    return visitor


def test_the_code_fills_the_screen_and_can_be_scanned(visit):
    visitor = open_voucher(visit)
    page = visitor.page
    visitor.fits()
    box = page.locator(".g2p-voucher-code svg").bounding_box()
    assert box["width"] >= 0.8 * PHONE["width"]
    assert box["y"] + box["height"] <= PHONE["height"], "without scrolling"
    seen = code_on(page)
    assert len(seen) == 1
    visitor.shot("12-voucher-large")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    with page.expect_download() as download:
        page.locator("#voucher_picture").click()
    picture = Image.open(download.value.path()).convert("RGB")
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == seen


def test_it_is_bright_on_a_dark_phone_and_needs_no_script(visit):
    visitor = open_voucher(visit, with_scripts=False)
    visitor.page.emulate_media(color_scheme="dark")
    assert len(code_on(visitor.page)) == 1


def test_once_seen_it_is_shown_without_a_connection(visit):
    visitor = keep(visit)
    page = visitor.page
    seen, moment = code_on(page), page.locator("#as_of").inner_text()
    visitor.context.set_offline(True)
    page.reload()
    page.get_by_text("There is no connection.").wait_for()
    assert page.locator("#as_of").inner_text() == moment
    assert page.locator("#voucher_picture").is_hidden()
    page.evaluate("scrollTo(0, document.querySelector('.g2p-voucher-code').offsetTop)")
    assert code_on(page) == seen
    visitor.context.set_offline(False)
    page.reload()
    page.locator("#voucher_picture").wait_for()
    assert page.get_by_text("There is no connection.").is_hidden()


def test_it_expires_without_a_connection_too(visit):
    visitor = keep(visit)
    page = visitor.page
    visitor.context.set_offline(True)
    page.clock.install(time="2099-01-01T10:00:00")
    page.reload()
    page.get_by_text("This voucher has expired.").wait_for()
    assert page.locator(".g2p-voucher-code").is_hidden()


def test_signing_out_drops_it(visit):
    visitor = keep(visit)
    page, address = visitor.page, visitor.page.url
    assert page.evaluate(KEPT) == 1
    visitor.go("/my/assistance")
    assert page.evaluate(KEPT) == 1
    page.get_by_role("link", name="Sign out").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/assistance")
    wait_until_dropped(page)
    visitor.context.set_offline(True)
    with pytest.raises(Error, match="net::"):
        page.goto(address)


def test_another_account_on_the_same_phone_drops_it(visit):
    visitor = keep(visit)
    page, address = visitor.page, visitor.page.url
    # the session ends without signing out
    visitor.context.clear_cookies(name="session_id")
    visitor.go("/assistance/sign-in")
    visitor.sign_in("joseph@example.org")
    wait_until_dropped(page)
    assert page.goto(address).status == 404
    visitor.context.set_offline(True)
    with pytest.raises(Error, match="net::"):
        page.goto(address)


def test_an_answer_without_the_voucher_drops_what_is_kept(visit):
    visitor = keep(visit)
    page = visitor.page
    visitor.context.clear_cookies(name="session_id")
    page.reload()
    page.wait_for_url("**/sign-in*")
    wait_until_dropped(page)
