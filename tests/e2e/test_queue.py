"""One queue: an officer takes a case, decides it, and the next one opens."""

import re

import pytest
from officers import PRESS, approve, button, identify, open_menu, open_row

ROWS = ".o_list_view .o_data_row"
HEADER = ".o_statusbar_buttons"


@pytest.fixture
def officer_of(visit):
    """officer_of(login): an officer whose work queue is open."""

    def open_queue(login, **more):
        visitor = visit(**more)
        visitor.sign_in(login)
        open_menu(visitor, "Assistance", "Work queue")
        return visitor

    return open_queue


def shown_references(visitor):
    text = " ".join(visitor.page.locator(ROWS).all_inner_texts())
    return re.findall(r"IA-\d{4}-\d{6}-\w", text)


def title(visitor):
    return visitor.page.locator(".o_form_view .oe_title h1").inner_text()


def test_a_case_without_a_place_is_placed_by_an_officer(officer_of):
    amina = officer_of("amina")
    page = amina.page
    open_menu(amina, "Assistance", "Without a place")
    page.locator(".o_group_header", has_text="Old Harbour").click()
    open_row(amina, "Old Harbour")
    page.get_by_text("The words of this case mean no area for certain").wait_for()
    page.get_by_role("button", name="Set place").first.click(delay=PRESS)
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=area_id] input").fill("Lakeside")
    page.locator(".o-autocomplete--dropdown-item", has_text="Lakeside").first.click()
    amina.shot("35-set-the-place")
    dialog.locator("footer .btn-primary:visible").click(delay=PRESS)
    dialog.wait_for(state="hidden")
    page.get_by_text("The words of this case mean no area for certain").wait_for(state="hidden")


def test_a_taken_case_is_shown_to_others_and_decided_by_nobody_else(officer_of):
    amina, hana = officer_of("amina"), officer_of("hana")
    reference = shown_references(amina)[-1]
    open_row(amina, reference)
    amina.page.locator(HEADER).get_by_role("button", name="Take").click(delay=PRESS)
    amina.page.get_by_text("You have taken this case until").wait_for()
    amina.shot("36-a-case-is-taken", full_page=True)
    hana.page.reload()
    row = hana.page.locator(ROWS, has_text=reference)
    row.get_by_text("Amina Yusuf").wait_for()
    open_row(hana, reference)
    hana.page.get_by_text("Taken by Amina Yusuf until").wait_for()
    assert not hana.page.locator(HEADER).get_by_role("button", name="Request information").count()
    amina.page.get_by_role("button", name="Release").click(delay=PRESS)
    amina.page.locator(HEADER).get_by_role("button", name="Take").wait_for()


def test_after_a_decision_the_next_case_opens(officer_of):
    """From a case without an assessment to the next one: two clicks and the question."""
    amina = officer_of("amina")
    first, second = shown_references(amina)[-2:]
    open_row(amina, first)
    button(amina, "Request information")
    dialog = amina.page.get_by_role("dialog")
    dialog.locator("[name=public_text] textarea").fill("Please send the doctor's letter.")
    dialog.get_by_role("button", name="Confirm").click(delay=PRESS)
    amina.page.get_by_text("Information requested").first.wait_for()
    amina.page.locator(".oe_title h1", has_text=second).wait_for()
    amina.shot("37-the-next-case", full_page=True)


def test_a_case_is_decided_with_the_keyboard_alone(officer_of):
    """Found, taken, and asked about; the mouse rests."""
    amina = officer_of("amina")
    page = amina.page
    reference = shown_references(amina)[-1]
    page.locator(".o_searchview_input").press_sequentially(reference)
    page.keyboard.press("Enter")
    page.locator(ROWS, has_text=reference).wait_for()
    page.wait_for_function(f"document.querySelectorAll('{ROWS}').length === 1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".oe_title h1", has_text=reference).wait_for()
    page.keyboard.press("Alt+t")
    page.get_by_text("You have taken this case until").wait_for()
    page.keyboard.press("Alt+i")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    for _tab in range(12):
        if page.evaluate("document.activeElement.closest('[name=public_text]') !== null"):
            break
        page.keyboard.press("Tab")
    page.keyboard.type("Please send the doctor's letter.")
    page.keyboard.press("Alt+q")
    dialog.wait_for(state="hidden")
    page.get_by_text("Information requested").first.wait_for()


def test_an_officer_of_the_south_sees_the_south_and_what_has_no_place(officer_of):
    njeri, amina = officer_of("njeri"), officer_of("amina")
    places = njeri.page.locator(ROWS).all_inner_texts()
    assert not [row for row in places if "Northtown" in row or "Hillside" in row]
    assert [row for row in places if "Southtown" in row]
    assert [row for row in amina.page.locator(ROWS).all_inner_texts() if "Northtown" in row]
    njeri.shot("38-the-queue-of-an-area")


def test_an_assessment_is_added_up_before_the_eyes(officer_of):
    amina = officer_of("amina")
    open_row(amina, "Amos")
    if amina.page.locator(HEADER).get_by_role("button", name="Identify the person").count():
        identify(amina)
    approve(amina, assessment="Seen at home; no income.", amount="100", picture="39-criteria")
    amina.page.get_by_text("Approved").first.wait_for()
