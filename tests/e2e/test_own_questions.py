"""A kind of assistance made in the browser, from the application on a phone to its voucher."""

import pytest
from beneficiary import ADDRESS, open_application
from conftest import PHONE
from officers import approve, button, identify, open_menu, open_row, wait_for_state

NAME = "Flood"
MEDICAL = ("hospital", "patient", "treatment")
PERSON = {
    "given_name": "Amos",
    "family_name": "Otieno",
    "birthdate": "1983-04-09",
    "id_number": "KE-5520-1187",
    "phone": "+254700333444",
    "occupation": "Fisherman",
}


@pytest.fixture
def manager(visit):
    visitor = visit()
    visitor.sign_in("leila")
    return visitor


def write(area, name, text):
    area.locator(f"[name={name}] input, [name={name}] textarea").first.fill(text)


def choose(visitor, area, name, label):
    """Choose a value of a selection, in either series."""
    field = area.locator(f"[name={name}]").first
    if field.locator("select").count():
        field.locator("select").select_option(label=label)
    else:
        field.locator("input, button").first.click()
        visitor.page.locator(".o_select_menu_item", has_text=label).first.click()


def choose_record(visitor, area, name, words):
    area.locator(f"[name={name}] input").first.fill(words)
    options = visitor.page.locator(".o-autocomplete--dropdown-item, .o_m2o_dropdown_option")
    options.filter(has_text=words).first.click()


def add_question(visitor, label, code, kind, required=True):
    page = visitor.page
    page.locator("[name=question_ids] .o_field_x2many_list_row_add a").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    write(dialog, "label", label)
    write(dialog, "code", code)
    choose(visitor, dialog, "kind", kind)
    if required:
        dialog.locator("[name=required] input").check()
    visitor.shot(f"question-{code}")
    dialog.locator(".o_form_button_save, .o_form_button_save_new").first.click()
    dialog.wait_for(state="hidden")


def make_type(visitor):
    page = visitor.page
    open_menu(visitor, "Assistance", "Configuration", "Assistance types")
    page.locator(".o_list_button_add:visible").first.click()
    form = page.locator(".o_form_view")
    form.wait_for()
    write(form, "name", NAME)
    write(form, "code", "FLOOD")
    write(form, "ceiling", "900")
    choose_record(visitor, form, "program_id", "Help after a Crisis")
    choose_record(visitor, form, "policy_id", "House fire")
    form.locator("[name=asks_treatment] input").uncheck()
    write(form, "amount_label", "How much do you need to live at home again?")
    add_question(visitor, "When did the water come?", "day", "Date")
    add_question(visitor, "Can you sleep at home?", "home", "Yes or no")
    form.locator("[name=is_published] input").check()
    page.locator(".o_form_button_save").click()
    page.locator(".o_form_saved, .o_form_status_indicator_buttons.invisible").first.wait_for(
        state="attached"
    )
    visitor.shot("28-a-type-is-made", full_page=True)


def apply(visitor):
    page = visitor.page
    visitor.go("/assistance/FLOOD")
    visitor.shot("catalogue", full_page=True)
    assert_nothing_medical(page)
    page.get_by_role("link", name="Sign in", exact=True).last.click()
    visitor.sign_in("joseph@example.org")
    page.get_by_role("button", name="Start").click()
    page.fill("#f_q_day", "2026-10-02")
    page.get_by_text("No", exact=True).click()
    page.fill("#f_amount_requested", "450")
    step(visitor, "treatment", "person")
    for name, text in PERSON.items():
        page.fill(f"#f_{name}", text)
    page.select_option("#f_gender_id", index=1)
    page.select_option("#f_id_type_id", index=1)
    step(visitor, "person", "address")
    for name, text in ADDRESS.items():
        page.fill(f"#f_{name}", text)
    step(visitor, "address", "family")
    page.fill("#f_household_size", "3")
    step(visitor, "family", "documents")
    page.get_by_role("button", name="Continue").click()
    page.check("#f_consent_given")
    step(visitor, "consent", "review")
    visitor.shot("review", full_page=True)
    assert_nothing_medical(page)
    page.get_by_role("button", name="Submit my application").click()
    reference = page.locator("#reference").inner_text().strip()
    visitor.shot("receipt", full_page=True)
    assert_nothing_medical(page)
    page.get_by_role("link", name="Your answers and documents").click()
    page.get_by_text("Can you sleep at home?").wait_for()
    visitor.shot("answers", full_page=True)
    assert_nothing_medical(page)
    return reference


def assert_nothing_medical(page, area="body"):
    words = page.locator(area).inner_text().lower()
    assert not [word for word in MEDICAL if word in words], words


def step(visitor, name, following):
    visitor.fits()
    assert_nothing_medical(visitor.page)
    visitor.shot(f"page-{name}", full_page=True)
    visitor.page.get_by_role("button", name="Save and continue").click()
    visitor.page.wait_for_url(f"**/{following}*")


def look_at_house_fire(visitor):
    """A condition on the same page appears with its answer."""
    page = visitor.page
    visitor.go("/assistance/FIRE")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/need")
    care = page.locator("#f_q_hurt_care")
    assert not care.is_visible()
    page.locator("#f_q_hurt").get_by_text("Yes", exact=True).click()
    care.wait_for()
    visitor.shot("29-own-questions", full_page=True)
    page.locator("#f_q_hurt").get_by_text("No", exact=True).click()
    assert not care.is_visible()
    visitor.go(page.url.replace("/need", "/person"))
    page.get_by_text("Not right?").first.wait_for()
    visitor.fits()
    visitor.shot("30-filled-in", full_page=True)
    visitor.go("/assistance/FIRE/check")
    visitor.fits()
    visitor.shot("01-check-first", full_page=True)


def decide(visit, reference):
    """The officer of the first stage reads the answers; both stages approve."""
    officer = open_case(visit, "amina", reference)
    table = officer.page.locator("[name=own_answers_table]")
    table.get_by_text("Can you sleep at home?").wait_for()
    officer.shot("officer", full_page=True)
    assert_nothing_medical(officer.page)
    identify(officer)
    approve(officer, assessment="Visited; the house stood in water.", amount="400")
    approve(open_case(visit, "grace", reference))


def open_case(visit, login, reference):
    officer = visit()
    officer.sign_in(login)
    open_menu(officer, "Assistance", "Work queue")
    open_row(officer, reference)
    return officer


def issue(visit):
    issuer = visit()
    issuer.sign_in("daniel")
    open_menu(issuer, "Programs", "Vouchers", "To issue")
    open_row(issuer, "OTIENO, AMOS")
    button(issuer, "Issue")
    wait_for_state(issuer, "Issued")
    issuer.shot("voucher-issued", full_page=True)


def look_at_voucher(visitor, reference):
    page = visitor.page
    open_application(visitor, reference)
    page.get_by_text("$ 400.00").first.wait_for()
    visitor.fits()
    visitor.shot("voucher", full_page=True)
    assert_nothing_medical(page)
    page.locator("#voucher_phone").click()
    page.wait_for_url("**/my/voucher/*")
    visitor.fits()
    visitor.shot("voucher-large", full_page=True)
    assert_nothing_medical(page)


def test_a_kind_of_assistance_is_made_without_code(visit, manager):
    make_type(manager)
    person = visit(PHONE)
    reference = apply(person)
    look_at_house_fire(person)
    decide(visit, reference)
    issue(visit)
    look_at_voucher(person, reference)
