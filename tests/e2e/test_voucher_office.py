"""The voucher office in Odoo's own interface, for the manager and the issuing officer."""

import pytest
import scanner
from officers import button, open_menu, open_row

#: [scrolled sideways, lines are wrapped]
EDITOR = """() => {
    const editor = document.querySelector(".ace_editor").env.editor;
    return [editor.session.getScrollLeft() > 0, editor.session.getUseWrapMode()];
}"""
#: other tests issue vouchers too
IN_USE = "SELECT count(*) FROM g2p_voucher WHERE state = 'issued'"


@pytest.fixture
def manager(visit):
    visitor = visit()
    visitor.sign_in("leila")
    return visitor


@pytest.fixture
def issuer(visit):
    visitor = visit()
    visitor.sign_in("daniel")
    return visitor


def test_the_end_of_a_long_line_keeps_the_other_lines_in_view(manager):
    page = manager.page
    open_menu(manager, "Programs", "Vouchers", "Templates")
    open_row(manager, "Voucher, A4, Arabic")
    page.locator(".ace_scroller").click(position={"x": 40, "y": 40})
    page.keyboard.press("End")
    assert page.evaluate(EDITOR) == [False, True]
    page.keyboard.type("<")
    # while the cursor is still in the editor
    page.get_by_role("alert").filter(has_text="Line 3 is not well-formed").wait_for()
    page.keyboard.press("Backspace")
    page.get_by_role("alert").wait_for(state="hidden")
    # the typed text is rendered, and the next record has its own text
    page.frame_locator("iframe[title=Preview]").get_by_text("$ 100,000.00").wait_for()
    assert page.get_by_label("Example").inner_text().split("\n") == [
        "Usual",
        "Long names",
        "Arabic",
    ]
    page.locator(".o_pager_next").click()
    page.locator(".o_breadcrumb", has_text="Voucher, A5").wait_for()
    page.locator(".ace_content", has_text="To the service provider").wait_for()


def test_waiting_entitlements_can_only_be_issued(issuer):
    page = issuer.page
    open_menu(issuer, "Programs", "Vouchers", "To issue")
    page.locator(".o_data_row input[type=checkbox]").first.check()
    shown = page.locator(".o_control_panel").get_by_role("button")
    shown.filter(has_text="Issue").wait_for()
    assert not shown.filter(has_text="Print").count()
    assert not shown.filter(has_text="Send by").count()


def test_a_revocation_explains_its_effect(issuer, manager):
    open_menu(issuer, "Programs", "Vouchers", "All vouchers")
    open_row(issuer, "KAMAU")
    button(issuer, "Revoke")
    issuer.page.get_by_role("dialog").get_by_text("cannot be undone").wait_for()
    open_menu(manager, "Programs", "Vouchers", "Keys")
    open_row(manager, "Active")
    manager.page.get_by_text("new vouchers are signed with this key").wait_for()
    [count] = scanner.query(IN_USE)
    button(manager, "Revoke")
    manager.page.get_by_role("dialog").get_by_text(f"Vouchers in use: {count};").wait_for()
