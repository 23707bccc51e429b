"""A case: the steps of the person, the officers, the hospital and the cashier."""

import datetime
import re

import qr
from papers import paper

ROSA = {"name": "Rosa Mutua", "login": "rosa@example.org", "password": "roses-are-red-7"}
APPLICATION, CLAIM = "g2p.assistance.application", "g2p.reimbursement.claim"


# === The person === #
def sign_up(rosa, machine):
    """Ask for an account, and open the link of the mail, which waits in Odoo's queue."""
    rosa.go("/assistance/sign-up")
    rosa.send("/assistance/sign-up", name=ROSA["name"], login=ROSA["login"])
    found = 'SELECT substring(body_html from \'href="([^"]+)"\') FROM mail_mail'
    [link] = machine.query(f"{found} WHERE email_to = '{ROSA['login']}'")
    rosa.go(link)
    rosa.send("/assistance/sign-up", password=ROSA["password"], confirm_password=ROSA["password"])
    rosa.go("/assistance/SURGERY")
    rosa.send("/my/assistance/start")


def apply(rosa, megabytes):
    """Fill in all pages; the first document has the given size. Returns (reference, page)."""
    rosa.send(
        "/treatment/save",
        treatment="Gall bladder operation",
        hospital="City General Hospital",
        amount_requested="1500",
    )
    rosa.send(
        "/person/save",
        given_name="Rosa",
        family_name="Mutua",
        birthdate="1988-05-17",
        gender_id=_first_choice(rosa, "gender_id"),
        id_type_id=_first_choice(rosa, "id_type_id"),
        id_number="KE-4471-0098",
        phone="+254700111222",
        occupation="Market trader",
    )
    [kenya] = rosa.page.xpath("//select[@name='country_id']/option[contains(., 'Kenya')]/@value")
    rosa.send("/address/save", street="Plot 12, Market Road", city="Nakuru", country_id=kenya)
    rosa.send("/family/save", household_size="1")
    names = rosa.page.xpath("//input[@type='file']/@name")
    files = {
        name: (f"{name}.pdf", paper(f"Paper {name}", 0 if number else megabytes), "application/pdf")
        for number, name in enumerate(names)
    }
    rosa.send("/documents/add", files=files, **{"continue": "1"})
    rosa.send("/consent/save", consent_given="1")
    rosa.send("/submit")
    return rosa.page.get_element_by_id("reference").text_content().strip(), rosa.url


def _first_choice(person, name):
    """The value of the first real choice of a list."""
    return next(
        value for value in person.page.xpath(f"//select[@name='{name}']/option/@value") if value
    )


def fetch_voucher(rosa, page):
    """The text of the QR code on the voucher that the person downloads from the case's page."""
    rosa.go(page)
    pdf = rosa.download(rosa.page.get_element_by_id("voucher_download").get("href"))
    [code] = qr.read_codes(pdf)
    return code


# === The office === #
def decide(officer, model, record, **values):
    """Approve in the dialog of the officer's step."""
    [row] = officer.call(model, "read", [record], ["approval_my_step_id"])
    step = row["approval_my_step_id"][0]
    dialog = officer.make("g2p.approval.decide", step_id=step, action="approve", **values)
    officer.call("g2p.approval.decide", "action_confirm", [dialog])


def assess(amina, reference):
    """Identify the person, and approve with an assessment; returns the case."""
    [case] = amina.find(APPLICATION, ("name", "=", reference))
    dialog = amina.make("g2p.assistance.identify", application_id=case, choice="new")
    amina.call("g2p.assistance.identify", "action_confirm", [dialog])
    decide(amina, APPLICATION, case, amount=1400, need_score="4", assessment_remarks="Visited.")
    return case


# === The hospital === #
def redeem(nurse, code):
    """Redeem 1,400 of a voucher; returns the words of the receipt."""
    nurse.go("/provider/scan")
    nurse.send("/provider/verify", text=code)
    nurse.send("/provider/redeem", amount="1400")
    nurse.send("/provider/redeem")
    assert "/provider/redemption/" in nurse.url
    return nurse.page.text_content()


def claim(nurse):
    """Claim the open receipt; returns (number, address) of the claim."""
    redemption = nurse.url.rsplit("/", 1)[1]
    nurse.go(f"/provider/claims/new?redemption={redemption}")
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    nurse.send(
        "/provider/claims/create",
        files={"invoice_file": ("invoice.pdf", paper("Invoice INV-17"), "application/pdf")},
        redemption_ids=redemption,
        invoice_number="INV-17",
        invoice_date=today,
    )
    return re.search(r"RC-\d{4}-\d+", nurse.page.text_content())[0], nurse.url


def pay(nadia, claim_id, reference):
    """A batch with the claim: its file, then the bank's reference."""
    batch = nadia.call(CLAIM, "action_build_payment", [claim_id])["res_id"]
    nadia.call("g2p.claim.payment.batch", "action_export", [batch])
    nadia.call("g2p.claim.payment.batch", "action_mark_paid", [batch], reference)
