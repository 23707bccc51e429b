"""Officers' work in Odoo's own interface."""

import contextlib
import re

import pytest
from playwright.sync_api import TimeoutError
from series import BACKEND

#: milliseconds between press and release of a button, as with a finger: a button that moves in
#: between, since the press left a field, loses the click
PRESS = 150


def open_menu(visitor, app, *entries):
    """Open an app and one of its menus by the words a person clicks."""
    page = visitor.page
    visitor.go(BACKEND)
    page.locator(".o_navbar_apps_menu button").click()
    page.locator(".o-dropdown--menu .o_app", has_text=re.compile(f"^{app}$")).click()
    page.locator(".o_main_navbar .o_menu_brand", has_text=app).wait_for()
    page.locator(".o_action_manager .o_view_controller").wait_for()
    opened = page.url
    for entry in entries:
        page.get_by_role("menuitem", name=entry, exact=True).or_(
            page.get_by_role("button", name=entry, exact=True)
        ).first.click()
    if entries:  # until the entry's page is shown; the app may have opened with it
        with contextlib.suppress(TimeoutError):
            page.wait_for_url(lambda url: url != opened, timeout=5_000)
    page.locator(".o_action_manager .o_view_controller").wait_for()


def open_row(visitor, words):
    page = visitor.page
    page.mouse.move(0, 0)  # a mouse resting on a header opens a tooltip that covers the row below
    page.locator(".o_data_row", has_text=words).locator(".o_data_cell").first.click()
    page.locator(".o_form_view").wait_for()


def button(visitor, name):
    """Click a button of the form's header and wait for its result."""
    visitor.page.locator(".o_statusbar_buttons").get_by_role("button", name=name).click(delay=PRESS)


def fill(dialog, name, text):
    dialog.locator(f"[name={name}] input, [name={name}] textarea").first.fill(text)


def confirm(visitor):
    dialog = visitor.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Confirm").click(delay=PRESS)
    _wait_until_closed(visitor.page)


def _wait_until_closed(page):
    """Wait until no dialog is open; what stays open is in the failure's message."""
    try:
        page.wait_for_function("() => !document.querySelector('.modal[role=dialog]')")
    except TimeoutError:
        shown = page.locator(".modal[role=dialog], .o_notification").all_inner_texts()
        unset = page.locator(".o_field_invalid").evaluate_all("all => all.map(e => e.outerHTML)")
        pytest.fail(f"after the click is shown: {shown}; refused fields: {unset}")


def identify(visitor):
    button(visitor, "Identify the person")
    visitor.page.get_by_role("dialog").wait_for()
    visitor.shot("09-identify")
    confirm(visitor)


def assess(dialog, remarks):
    """Answer the criteria of the stage, or choose the need where it has none."""
    criteria, need = dialog.locator(".o_g2p_criterion"), dialog.locator("[name=need_score] input")
    criteria.or_(need).first.wait_for()
    for criterion in criteria.all():
        choices = criterion.locator("input[type=radio]")
        choices.nth(3 if choices.count() == 5 else 0).check()  # a scale; yes or no
    if not criteria.count():
        need.nth(3).check()
    fill(dialog, "assessment_remarks", remarks)


def approve(visitor, assessment=None, amount=None, picture=None):
    """Approve the open case; the first stage writes an assessment with an amount."""
    button(visitor, "Approve")
    dialog = visitor.page.get_by_role("dialog")
    dialog.wait_for()
    if assessment:
        assess(dialog, assessment)
    if amount:
        fill(dialog, "amount", amount)
    if picture:
        visitor.shot(picture)
    confirm(visitor)


def reject(visitor, public_text, note):
    button(visitor, "Reject")
    dialog = visitor.page.get_by_role("dialog")
    dialog.wait_for()
    dialog.locator("[name=reason_id] input").click()
    # not the line that says that they are being loaded
    options = visitor.page.locator(".o-autocomplete--dropdown-item, .o_m2o_dropdown_option")
    options.filter(has_not=visitor.page.locator(".fa-spin")).first.click()
    fill(dialog, "public_text", public_text)
    fill(dialog, "note", note)
    confirm(visitor)


def wait_for_state(visitor, state):
    """Wait until the status bar shows the state."""
    current = visitor.page.locator(".o_statusbar_status .o_arrow_button_current")
    current.filter(has_text=state).wait_for()
