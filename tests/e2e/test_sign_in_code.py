"""Signing in with an ID number and a code, which comes by SMS: Chromium and a gateway."""

import os
import re
import subprocess

import pytest
from conftest import DATABASE, PHONE
from series import ODOO

SIGN_IN = "/assistance/sign-in"
TELEPHONE = "+254700123456"
CODE = re.compile(r"(?<![\d+])\d{6}(?!\d)")
#: a person of the demonstration's register, with a telephone that is confirmed, and no limits left
#: from another test
CONFIRM = """
env.cr.execute("DELETE FROM g2p_sign_in_code")
person = env["res.partner"].search([("reg_ids", "!=", False)], order="id", limit=1)
env["g2p.confirmed.contact"]._confirm_own(person, "sms", "+254700123456")
print("NUMBER", person.reg_ids[:1].value)
"""
#: the server of these tests has no scheduler
SEND = """
env["g2p.deferred"]._cron_work()
"""


def in_shell(gateway, script):
    """Run a script on the server's database; its output."""
    command = [*ODOO, "shell", "-c", os.environ["E2E_CONF"], "-d", DATABASE, "--no-http"]
    done = subprocess.run(
        [*command, "--log-level=warn"],
        check=True,
        input=script + "\nenv.cr.commit()\n",
        text=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "G2P_SMS_ADDRESS": gateway.address},
    )
    return done.stdout


@pytest.fixture
def number(base_url, sms_gateway):
    """The ID number of the person."""
    return re.search("NUMBER (.+)", in_shell(sms_gateway, CONFIRM))[1].strip()


@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_person_signs_in_with_number_and_code(visit, number, sms_gateway, with_scripts):
    person = visit(PHONE, with_scripts=with_scripts)
    page = person.page
    person.go(f"{SIGN_IN}?redirect=/my/assistance")
    page.get_by_role("link", name="Sign in with your ID number").click()
    page.get_by_label("ID number").fill(number.lower())
    page.get_by_label("Text message (SMS)").check()
    person.fits()
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("heading", name="Enter the code").wait_for()
    person.fits()
    before = len(sms_gateway.sent)
    in_shell(sms_gateway, SEND)
    sent = sms_gateway.sent[before:]  # links to vouchers of the demonstration too
    [message] = [one for one in sent if one["reference"].startswith("code ")]
    assert message["to"] == TELEPHONE
    page.get_by_label("Six digits").fill(CODE.search(message["text"])[0])
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="My assistance").wait_for()
    person.go(f"{SIGN_IN}/contacts")
    page.get_by_text("••••3456").wait_for()
    person.fits()
