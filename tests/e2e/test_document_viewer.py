"""The viewer of documents in a form: keyboard, phone, faults, and the officer's two buttons."""

import re

import pytest
from conftest import PHONE
from series import action_address
from test_sign_in_code import in_shell

#: a case that an officer decides now, with documents, in a form that has nothing else
PREPARE = """
from odoo.addons.g2p_document_store.tests.common import pdf, photo
officers = env["res.users"].search([("share", "=", False), ("id", ">", 2)])
cases = env["g2p.assistance.application"].search([("state", "=", "submitted")], order="id")
case, officer = next(
    (case, officer) for case in cases for officer in officers
    if env["g2p.document"].with_user(officer).has_access("read")
    and case.with_user(officer).has_access("read") and case.with_user(officer).approval_my_step_id
)
scripted = pdf(lambda writer: writer.add_js("app.alert(1)"))
files = [("three.pdf", pdf(pages=3)), ("script.pdf", scripted), ("photo.jpg", photo((1200, 900)))]
for name, content in files:
    env["g2p.document"]._store(case, name, content, "other")
case.document_ids._begin_previews()
case.document_ids._draw_preview()
arch = '<form><sheet><field name="document_ids" widget="g2p_document_viewer"/></sheet></form>'
values = {"name": "e2e", "type": "form", "model": case._name, "priority": 999, "arch": arch}
view = env["ir.ui.view"].create(values)
action = env["ir.actions.act_window"].create({
    "name": "Viewer", "res_model": case._name, "res_id": case.id, "view_mode": "form",
    "view_id": view.id,
})
print("PREPARED", action.id, officer.login)
"""
LOOKS = """
rows = env["g2p.document.download"].search([("way", "=", "view")])
print("LOOKS", *rows.mapped("document_id.name"))
"""
#: a decision binds to the documents of its case: other tests may decide it
TIDY = """
names = ("three.pdf", "script.pdf", "photo.jpg")
mine = [("name", "in", names), ("document_type_id.code", "=", "other")]
env["g2p.document"].search(mine)._withdraw()
"""
#: calls of the widget, to be answered by a test
READ = re.compile(r"/viewer_read")


@pytest.fixture(scope="module")
def prepared(base_url, sms_gateway):
    """(address of the form, login of its officer)"""
    said = re.search(r"PREPARED (\d+) (\w+)", in_shell(sms_gateway, PREPARE))
    yield action_address(said[1]), said[2]
    in_shell(sms_gateway, TIDY)


@pytest.fixture
def officer(visit, prepared):
    visitor = visit()
    visitor.sign_in(prepared[1])
    return visitor


def _open(visitor, address):
    visitor.go(address)
    visitor.page.locator(".o_g2p_viewer_item").first.wait_for()
    return visitor.page


def _choose(page, name):
    page.locator(".o_g2p_viewer_item", has_text=name).click()
    page.locator(".o_g2p_viewer_item.active", has_text=name).wait_for()
    page.locator(".o_g2p_viewer_pane[aria-busy=false]").wait_for()


def _box(page):
    return page.locator(".o_g2p_viewer_box").evaluate("box => [box.offsetWidth, box.offsetHeight]")


def test_pages_are_read_with_the_keyboard_alone(officer, prepared, sms_gateway):
    page = _open(officer, prepared[0])
    _choose(page, "three.pdf")
    pane, shown = page.locator(".o_g2p_viewer_pane"), page.locator(".o_g2p_viewer_page")
    pane.focus()
    page.keyboard.press("ArrowRight")
    shown.filter(has_text="Page 2 of 3").wait_for()
    page.get_by_role("img", name="Page 2 of Other document").wait_for()
    page.keyboard.press("ArrowLeft")
    shown.filter(has_text="Page 1 of 3").wait_for()
    page.keyboard.press("+")
    page.locator(".o_g2p_viewer_fit", has_text="125 %").wait_for()
    page.keyboard.press("-")
    page.keyboard.press("-")
    page.locator(".o_g2p_viewer_fit", has_text="80 %").wait_for()
    page.keyboard.press("0")
    page.locator(".o_g2p_viewer_fit", has_text="100 %").wait_for()
    _choose(page, "photo.jpg")
    pane.focus()
    wide, high = _box(page)
    page.keyboard.press("r")
    page.wait_for_function(
        "([wide, high]) => { const box = document.querySelector('.o_g2p_viewer_box');"
        " return (box.offsetWidth > box.offsetHeight) !== (wide > high); }",
        arg=[wide, high],
    )
    # past a document without an image, and back
    for key, name in (("PageDown", "script"), ("PageDown", "three"), ("PageUp", "script")):
        page.keyboard.press(key)
        page.locator(".o_g2p_viewer_item.active", has_text=name).wait_for()
    looks = in_shell(sms_gateway, LOOKS)
    assert [looks.count(name) for name in ("photo.jpg", "three.pdf")] == [1, 1]


def test_keys_outside_the_viewer_are_not_its_own(officer, prepared):
    page = _open(officer, prepared[0])
    _choose(page, "three.pdf")
    page.locator(".o_main_navbar button").first.focus()
    page.keyboard.press("+")
    page.keyboard.press("r")
    assert page.locator(".o_g2p_viewer_fit").inner_text() == "100 %"


def test_a_phone_shows_it_without_scrolling_sideways_and_with_large_buttons(visit, prepared):
    visitor = visit(PHONE)
    visitor.sign_in(prepared[1])
    page = _open(visitor, prepared[0])
    _choose(page, "photo.jpg")
    page.get_by_role("button", name="Zoom in").click()
    visitor.fits()
    sizes = page.locator(".o_g2p_viewer .btn").evaluate_all(
        "all => all.map(one => Math.min(one.offsetWidth, one.offsetHeight))"
    )
    assert len(sizes) > 8
    assert min(sizes) >= 44


def test_two_fingers_zoom_on_a_phone(visit, prepared):
    visitor = visit(PHONE)
    visitor.sign_in(prepared[1])
    page = _open(visitor, prepared[0])
    _choose(page, "photo.jpg")
    pane = page.locator(".o_g2p_viewer_pane")
    pane.scroll_into_view_if_needed()
    box = pane.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 30), ("touchMove", 45), ("touchMove", 60), ("touchEnd", 0)):
        points = [{"x": x - apart, "y": y}, {"x": x + apart, "y": y}] if apart else []
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.locator(".o_g2p_viewer_fit", has_text="200 %").wait_for()


def test_no_documents_and_faults_are_said(officer, prepared):
    page = officer.page
    page.route(READ, lambda route: route.abort())
    officer.go(prepared[0])
    page.get_by_text("The documents could not be loaded.").wait_for()
    page.unroute(READ)
    page.get_by_role("button", name="Try again").click()
    _choose(page, "three.pdf")
    page.route("**/document/*/page/2", lambda route: route.fulfill(status=409, body="altered"))
    page.get_by_role("button", name="Next page").click()
    page.get_by_text("This page cannot be shown.").wait_for()
    assert page.get_by_role("link", name="Open the file").get_attribute("href")
    page.route(READ, lambda route: route.fulfill(json={"jsonrpc": "2.0", "id": 1, "result": []}))
    officer.go(prepared[0])
    page.get_by_text("No documents were sent.").wait_for()


def test_an_officer_accepts_and_asks_for_a_retake_beside_the_page(officer, prepared):
    page = _open(officer, prepared[0])
    _choose(page, "photo.jpg")
    foot = page.locator(".o_g2p_viewer_foot")
    foot.get_by_role("button", name="Accept").click()
    foot.locator(".badge", has_text="Accepted").wait_for()
    foot.get_by_role("button", name="Ask for a retake").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=reason] input").fill("The last line is cut off.")
    dialog.locator("[name=ask_now] input").uncheck()
    dialog.get_by_role("button", name="Refuse").click()
    foot.get_by_text("The last line is cut off.").wait_for()
    page.locator(".o_g2p_viewer_item.active", has_text="photo.jpg").wait_for()
    foot.get_by_role("button", name="Accept").click()
    foot.locator(".badge", has_text="Accepted").wait_for()
