"""An export that the server refuses until it has a reason, in Odoo's own dialog."""

import pytest
from officers import PRESS, open_menu

#: rows that are free of a reason, as a company begins
USUAL = 200


@pytest.fixture
def administrator(visit):
    """An administrator whose company asks a reason for every export."""
    visitor = visit()
    visitor.sign_in("admin", "admin")
    _set_free(visitor, 0)
    yield visitor
    _set_free(visitor, USUAL)


def _set_free(visitor, rows):
    url = "/web/dataset/call_kw/res.company/write"
    companies = _call(visitor, "/web/dataset/call_kw/res.company/search", "search", [[]])
    _call(visitor, url, "write", [companies, {"export_rows_free": rows}])


def _call(visitor, url, method, args):
    params = {"model": "res.company", "method": method, "args": args, "kwargs": {}}
    answer = visitor.page.request.post(url, data={"jsonrpc": "2.0", "params": params})
    return answer.json()["result"]


def test_the_dialog_of_a_refused_export_can_be_used_again(administrator):
    page = administrator.page
    open_menu(administrator, "Assistance", "Applications")
    page.locator(".o_list_view thead .o_list_record_selector input").check()
    page.locator(".o_control_panel .o_cp_action_menus button").first.click()
    page.locator(".dropdown-menu").get_by_text("Export", exact=True).click()
    export = page.locator(".o_select_button")
    export.click(delay=PRESS)
    refusal = page.locator(".modal", has_text="give a reason, and export again")
    refusal.wait_for()
    refusal.locator("header .btn-close").click()
    refusal.wait_for(state="hidden")
    assert export.is_enabled()
