import threading
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_portal import STEPS

from .common import ANSWERS, BASE, AssistancePageCase


@tagged("post_install", "-at_install")
class TestPortalGate(AssistancePageCase):
    """An access that has ended, or was withdrawn, closes every page and every rule of a case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accesses = cls.env["g2p.portal.access"]

    def setUp(self):
        super().setUp()
        self.person = self.env["res.partner"].create(
            {"name": "NYAMBURA, ADA", "is_registrant": True, "birthdate": "1990-02-03"}
        )
        values = {"partner_id": self.person.id, "id_type": self.id_type.id}
        self.env["g2p.reg.id"].create({**values, "value": ANSWERS["person"]["id_number"]})
        self.application = self.issued(person=self.person)
        members = self.env["g2p.assistance.member"].sudo()  # sudo: as a saved page
        members.create({"application_id": self.application.id, "name": "Bela"})
        self.row = self.accesses._grant(self.ada, self.person)
        self.sign_in()

    def end(self, **values):
        past = fields.Datetime.add(fields.Datetime.now(), minutes=-1)
        # sudo: the state that is tested, as the server sets it
        self.row.sudo().write(values or {"verified_until": past})
        self.env.flush_all()
        self.env.invalidate_all()

    def addresses(self):
        """(method, address) of all routes of a case, whichever addon has them."""
        found = set()
        with patch.object(threading.current_thread(), "dbname", self.cr.dbname, create=True):
            routing = self.env["ir.http"].routing_map()
        for rule in routing.iter_rules():
            if "public_id" not in rule.arguments or not rule.rule.startswith(BASE):
                continue
            path = rule.rule.replace("<string:public_id>", self.application.public_id)
            for step in STEPS if "<string:step>" in path else ("",):
                for method in rule.endpoint.routing["methods"]:
                    found.add((method, path.replace("<string:step>", step)))
        return sorted(found)

    def records(self):
        voucher = self.application.voucher_id
        case_sudo = self.application.sudo()  # sudo: to name what is behind the rules
        return [
            case_sudo,
            case_sudo.member_ids[:1],
            case_sudo.document_ids[:1],
            voucher,
            voucher.active_copy_id,
            voucher.document_id,
        ]

    def assert_closed(self):
        addresses = self.addresses()
        self.assertGreater(len(addresses), 2 * len(STEPS))
        token = self.csrf_token()
        for method, path in addresses:
            data = {"csrf_token": token} if method == "POST" else None
            answer = self.url_open(path, data=data, allow_redirects=False)
            with self.subTest(path=path, method=method):
                self.assertEqual(answer.status_code, 303)
                self.assertTrue(answer.headers["Location"].endswith(BASE))
        for record in self.records():
            with self.subTest(record=record):
                self.assertTrue(record, "there is something behind the rule")
                mine = record.with_user(self.ada).sudo(False)
                self.assertFalse(mine.search([("id", "=", record.id)]))
                with self.assertRaises(AccessError):
                    mine.check_access("read")
        for document in (self.records()[2], self.records()[5]):
            self.get(document._url(), 404)
        self.assertEqual(self.application.state, "approved")

    def test_while_it_lasts_everything_is_open(self):
        self.get(self.url(self.application))
        for record in self.records():
            mine = record.with_user(self.ada).sudo(False)
            self.assertTrue(mine.search([("id", "=", record.id)]), record)

    def test_an_expired_access_closes_all(self):
        self.end()
        self.assert_closed()
        page = self.get(BASE)
        self.assert_reads(page, "Your access to one case has ended. Ask the office to renew it.")
        self.assert_reads(page, f"Questions? Ask {self.env.company.name}")
        self.assertNotIn(self.application.name, page.text)
        self.assertNotIn("Give the reference", page.text)

    def test_a_withdrawn_access_closes_all(self):
        self.end(active=False)
        self.assert_closed()

    def test_it_closes_in_time_without_another_change(self):
        """Odoo keeps the domains of rules: the time must not be in them."""
        until = fields.Datetime.add(fields.Datetime.now(), hours=1)
        self.end(verified_until=until)
        mine = self.application.with_user(self.ada).sudo(False)
        self.assertTrue(mine.search([("id", "=", mine.id)]))
        query = "UPDATE g2p_portal_access SET verified_until = %s WHERE id = %s"
        past = fields.Datetime.add(until, hours=-2)
        self.env.cr.execute(query, [past, self.row.id])
        self.env.invalidate_all()
        self.assertFalse(mine.search([("id", "=", mine.id)]))

    def test_each_method_of_the_applicant_refuses(self):
        self.end()
        mine = self.application.with_user(self.ada).sudo(False)
        for call in (
            mine._portal_withdraw,
            mine._portal_submit,
            mine._portal_timeline,
            mine._portal_requirements,
            lambda: mine._portal_save("address", {}),
        ):
            with self.assertRaisesRegex(AccessError, "Your access to this case has ended"):
                call()

    def test_a_renewed_access_opens_again(self):
        self.end(active=False)
        self.get(self.url(self.application), 303)
        self.accesses._grant(self.ada, self.person, "guardian")
        self.env.flush_all()
        self.get(self.url(self.application))

    def test_a_new_application_gives_no_ended_access_again(self):
        self.row.sudo().write({"relation": "helper"})  # sudo: as the office gave it
        for ended in ({"active": False}, {}):
            self.end(**ended)
            again = self.submitted()
            said = (
                "access of this account to the person has ended. An administrator of the registry"
            )
            with (
                self.subTest(ended=ended),
                self.assertRaisesRegex(UserError, said),
                self.cr.savepoint(),
            ):
                again.with_user(self.one)._identify(self.person)
            self.env.invalidate_all()
            self.assertFalse(again.sudo().registrant_id)
            self.assertEqual(self.row.active, "active" not in ended)
            self.get(self.url(self.application), 303)
            self.get(self.url(again))
            self.accesses._grant(self.ada, self.person, "helper")  # the registrar renews it
            self.env.flush_all()
            again.with_user(self.one)._identify(self.person)
            self.env.flush_all()
            self.get(self.url(self.application))

    def test_other_cases_stay_open(self):
        other = self.draft()
        self.end()
        self.get(self.url(other, "treatment"))
        self.assertTrue(other.with_user(self.ada).sudo(False).search([("id", "=", other.id)]))

    def test_a_stranger_is_not_led_to_the_list(self):
        self.end()
        self.sign_in(self.eve)
        self.get(self.url(self.application), 404)
