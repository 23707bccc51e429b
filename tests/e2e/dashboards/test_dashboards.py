"""Odoo's dashboards on the suite's reports, opened by the people of the story.

In a folder of its own, since its database has one more addon than the story's.
"""

import pytest

BOARDS = ("Demand and decisions", "Time", "Money", "Integrity")
PANEL = ".o_spreadsheet_dashboard_search_panel"
#: the sheet is drawn on a canvas
SHEET = ".o_spreadsheet_dashboard_action .o_renderer canvas"
WRONG = ".o_error_dialog, .dashboard-loading-status.error"


#: true when no answer has come for two seconds; Playwright's "networkidle" never ends, since
#: the worker of the websocket keeps a connection
QUIET = """() => performance.now() - 2000 > Math.max(
    ...performance.getEntriesByType("resource").map((one) => one.responseEnd)
)"""


def settle(page):
    page.wait_for_function(QUIET)


def open_board(visitor, name):
    """Open a dashboard by its name in the panel."""
    visitor.go("/odoo/dashboards")
    page = visitor.page
    page.locator(PANEL).get_by_text(name, exact=True).click()
    page.locator(f"{SHEET}, {WRONG}").first.wait_for()
    settle(page)  # the answers of all queries
    assert page.locator(WRONG).count() == 0
    visitor.shot(f"dashboard-{name.split()[0].lower()}")


def listed(visitor):
    """The suite's dashboards in the panel of this person."""
    visitor.go("/odoo/dashboards")
    visitor.page.locator(".o_spreadsheet_dashboard_action").wait_for()
    settle(visitor.page)
    panel = visitor.page.locator(PANEL)
    return [name for name in BOARDS if panel.get_by_text(name, exact=True).count()]


@pytest.mark.parametrize("login", ["leila", "tomas"])
def test_managers_and_auditors_open_every_dashboard(visit, login):
    visitor = visit()
    visitor.sign_in(login)
    for name in BOARDS:
        open_board(visitor, name)


def test_an_officer_opens_demand_and_time(visit):
    visitor = visit()
    visitor.sign_in("amina")
    assert listed(visitor) == list(BOARDS[:2])
    for name in BOARDS[:2]:
        open_board(visitor, name)


@pytest.mark.parametrize("login", ["mei", "daniel"])
def test_people_who_may_not_read_cases_have_no_dashboard(visit, login):
    visitor = visit()
    visitor.sign_in(login)
    assert listed(visitor) == []
