"""Every officer opens every page that the menus offer, its first record and a new one."""

import json
from pathlib import Path

import pytest
from conftest import PHONE
from playwright.sync_api import Error
from series import CLOSED_MENUS, MENUS, action_address

ROOT = Path(__file__).parents[2]
PERSONAS = json.loads((ROOT / "g2p_assistance_demo" / "personas.json").read_text())
OFFICERS = [person for person in PERSONAS if person["start"] == "/web"]
FORM = ".o_action_manager .o_form_view .o_form_renderer"
#: pivots and graphs have renderers with other names
SHOWN = ".o_action_manager :is(.o_renderer, .o_pivot, .o_graph_renderer, .o_view_nocontent)"
NEW = ".o_control_panel :is(.o_list_button_add, .o-kanban-button-new):visible"
PORTAL = [person for person in PERSONAS if person["start"] != "/web"]


def suite_actions(page):
    """{action id: name} of the menus of the suite and of OpenG2P that this person has."""
    menus = page.evaluate("path => fetch(path).then(answer => answer.json())", MENUS)
    return {
        menu["actionID"]: menu["name"]
        for menu in menus.values()
        if menu.get("actionID") and _is_to_open(menu.get("xmlid") or "")
    }


def _is_to_open(xmlid):
    return xmlid.startswith("g2p_") and xmlid not in CLOSED_MENUS


def has_form(page, action):
    """Whether a row of this action's list opens a form."""
    loaded = page.evaluate(
        """action => fetch("/web/action/load", {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            body: JSON.stringify({params: {action_id: action}}),
        }).then(answer => answer.json())""",
        action,
    )
    return "form" in [kind for _id, kind in loaded["result"].get("views", [])]


def open_first(page, action):
    """Open the first record of the list, where there is one."""
    cell = page.locator(".o_list_view .o_data_row .o_data_cell:not(.o_handle_cell)").first
    is_sample = page.locator(".o_view_sample_data").count()  # rows that nobody can open
    if cell.count() and not is_sample and has_form(page, action):
        cell.click()
        page.locator(f"{FORM}, .o_list_view .o_selected_row, .o_error_dialog").first.wait_for()


def begin_new(page, action):
    """Press *New* where it is offered, and wait for an empty form or row."""
    new = page.locator(NEW)
    if new.count():
        page.evaluate("window.hasBegun = true")
        new.first.click()
        empty = f"{FORM}, .o_list_view .o_selected_row, .o_dialog .o_form_renderer"
        page.locator(f"{empty}, .o_error_dialog").first.wait_for()
        discard = page.locator(".o_list_button_discard:visible")
        if discard.count():  # otherwise leaving the page saves the empty row
            discard.first.click()
            discard.first.wait_for(state="hidden")


def open_action(visitor, action):
    """Open an action as a menu does; by its address where leaving would save a new record."""
    page = visitor.page
    if page.evaluate("window.hasBegun || !window.odoo?.__WOWL_DEBUG__"):
        visitor.go(action_address(action))
    else:
        page.evaluate(
            """action => odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
                action, {clearBreadcrumbs: true})""",
            action,
        )


def look(visitor, action):
    """Open an action, its first record and a new one; returns the error, or None."""
    page = visitor.page
    for do in (open_first, begin_new):
        try:
            open_action(visitor, action)
            page.locator(f"{SHOWN}, .o_dialog .o_form_renderer").first.wait_for()
            do(page, action)
        except Error as error:
            visitor.picture_of_failure(f"failed-action-{action}")
            return f"{do.__name__}: {error}"
        dialog = page.locator(".o_error_dialog")
        if dialog.count():
            return f"{do.__name__}: {dialog.inner_text()}"
    return None


@pytest.mark.parametrize("person", OFFICERS, ids=lambda person: person["login"])
def test_officers_can_open_all_their_pages(visit, person):
    visitor = visit()
    visitor.go("/web")
    visitor.sign_in(person["login"], person["password"])
    actions = suite_actions(visitor.page)
    assert actions, "an officer has something to do"
    found = [(name, look(visitor, action)) for action, name in actions.items()]
    assert not [(name, wrong) for name, wrong in found if wrong]


@pytest.mark.parametrize("person", PORTAL, ids=lambda person: person["login"])
def test_people_can_open_their_pages_on_a_phone(visit, person):
    visitor = visit(PHONE)
    visitor.go(person["start"])
    visitor.sign_in(person["login"], person["password"])
    seen, todo = set(), [person["start"]]
    while todo:
        path = todo.pop()
        seen.add(path)
        answer = visitor.go(path)
        assert answer.status == 200, path
        visitor.fits()
        found = visitor.page.eval_on_selector_all(
            "#wrap a[href^='/']", "links => links.map(link => link.getAttribute('href'))"
        )
        todo += {link for link in found if is_page(link)} - seen - set(todo)
    assert len(seen) > 2


def is_page(link):
    """Pages of the two portals; files are tested elsewhere."""
    return link.startswith(("/my/assistance", "/assistance", "/provider"))
