from unittest.mock import patch

from lxml import html

from odoo.tests import tagged

from odoo.addons.g2p_suite_page.tests import page_checks

from ..controllers.by_code import AGAIN, BY_CODE, CONTACTS, TYPE
from .common import PASSWORD, PHONE, PagesCase

OTHER = "+254700888888"


@tagged("post_install", "-at_install")
class TestContactsPage(PagesCase):
    """People say themselves where their codes go, after they have shown who they are."""

    def setUp(self):
        super().setUp()
        self.contact = self.confirm()
        self.env["g2p.portal.access"]._prove_self(self.rosa, self.asha)
        self.authenticate("rosa@example.org", PASSWORD)

    def mine(self):
        self.env.invalidate_all()
        return self.env["g2p.confirmed.contact"]._of(self.asha)

    def add(self, value=OTHER, channel="sms"):
        return self.send(CONTACTS, channel=channel, contact=value)

    def test_the_page_is_light_and_shows_no_number(self):
        response = self.get(CONTACTS)
        page_checks.assert_light(self, response)
        page_checks.assert_own(self, response)
        self.assertIn("••••3456", response.text)
        self.assertNotIn(PHONE, response.text)

    def test_the_page_asks_only_for_what_codes_can_be_sent_to(self):
        for channels, words in (
            (["sms"], "Telephone number"),
            (["email"], "E-mail address"),
            (["sms", "email"], "Telephone number or e-mail address"),
        ):
            model = type(self.env["g2p.sign.in.code"])
            with patch.object(model, "_channels", lambda _self, found=channels: found):
                page = html.fromstring(self.get(CONTACTS).text)
            [label] = page.xpath("//label[@for='contact']")
            self.assertEqual(label.text_content().strip(), words)

    def test_a_code_sent_there_confirms_a_contact(self):
        self.assertEqual(self.where(self.add("0700 888 888"))[0], TYPE)
        self.assertNotIn(OTHER, self.mine().mapped("value"))
        code = self.send_out()
        self.assertEqual(self.gateway.sent[-1][0], OTHER)
        self.assertEqual(self.where(self.type_code(code))[0], CONTACTS)
        new = self.mine().filtered(lambda one: one.value == OTHER)
        self.assertEqual((new.origin, new.user_id), ("person", self.rosa))

    def test_a_wrong_code_confirms_nothing(self):
        self.add()
        code = self.send_out()
        self.type_code(f"{(int(code) + 1) % 10**6:06d}")
        self.assertEqual(self.mine(), self.contact)

    def test_a_code_for_one_contact_confirms_no_other(self):
        self.add()
        code = self.send_out()
        self.pass_time(2)
        self.add("+254700999999")
        self.assertEqual(self.type_code(code).status_code, 422)
        self.assertEqual(self.mine(), self.contact)

    def test_a_person_sends_codes_to_few_telephones(self):
        """Somebody who has proven who they are could have them sent to strangers."""
        statuses = []
        for number in range(7):
            statuses.append(self.add(f"+25470099990{number}").status_code)
            self.send_out()
            self.pass_time(2)
        self.assertEqual(statuses, [303] * 6 + [422])

    def test_after_the_proof_has_ended_no_other_code_is_sent(self):
        self.add()
        self.send_out()
        self.env["g2p.portal.access"].search([("user_id", "=", self.rosa.id)])._revoke()
        self.env.flush_all()
        self.pass_time(2)
        sent = len(self.gateway.sent)
        self.assertEqual(self.where(self.send(TYPE, AGAIN))[0], BY_CODE)
        self.send_out()
        self.assertEqual(len(self.gateway.sent), sent)

    def test_without_the_proof_a_code_confirms_nothing(self):
        self.add()
        code = self.send_out()
        self.env["g2p.portal.access"].search([("user_id", "=", self.rosa.id)])._revoke()
        self.type_code(code)
        self.assertEqual(self.mine(), self.contact)

    def test_unreadable_values_are_asked_for(self):
        for channel, value in (("sms", "112"), ("email", "x"), ("fax", OTHER), ("sms", "")):
            self.assertEqual(self.add(value, channel).status_code, 422)
        self.assertFalse(self.codes())

    def test_a_person_ends_a_contact_and_keeps_one(self):
        self.env["g2p.confirmed.contact"]._confirm_own(self.asha, "sms", OTHER)
        self.assertEqual(self.end(self.contact).status_code, 303)
        self.assertEqual(self.mine().mapped("value"), [OTHER])
        answer = self.end(self.mine())
        self.assertEqual(answer.status_code, 422)
        self.assertIn("your only contact", answer.text)
        self.assertEqual(self.mine().mapped("value"), [OTHER])

    def end(self, contact):
        page = html.fromstring(self.get(CONTACTS).text)
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        sent = {"csrf_token": token, "contact": contact.id}
        return self.url_open(f"{CONTACTS}/end", data=sent, allow_redirects=False)

    def test_a_contact_of_somebody_else_is_not_ended(self):
        bela = self.create_person("Bela", email="bela@example.org")
        foreign = self.confirm(bela, "email", "bela@example.org")
        self.end(foreign)
        self.assertTrue(foreign.active)

    def test_an_officers_comparison_opens_no_way_into_the_account(self):
        """Rosa may have applied with Asha's document; Rosa's telephone must not become Asha's."""
        row = self.env["g2p.portal.access"].search([("user_id", "=", self.rosa.id)])
        row.write({"date_proven": False})
        self.assertEqual(self.where(self.get(CONTACTS, 303))[0], BY_CODE)

    def test_without_a_proof_the_page_asks_for_it(self):
        self.env["g2p.portal.access"].search([("user_id", "=", self.rosa.id)])._revoke()
        path, query = self.where(self.get(CONTACTS, 303))
        self.assertEqual((path, query), (BY_CODE, {"redirect": [CONTACTS]}))
