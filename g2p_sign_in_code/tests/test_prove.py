from odoo import fields
from odoo.tests import tagged

from ..controllers.by_code import AGAIN, BY_CODE
from .common import AIM, PASSWORD, PagesCase


@tagged("post_install", "-at_install")
class TestProve(PagesCase):
    """A signed-in person shows who they are, and comes back to where they were."""

    def setUp(self):
        super().setUp()
        self.confirm()
        self.authenticate("rosa@example.org", PASSWORD)

    def relation(self, person=None):
        self.env.invalidate_all()
        return self.env["g2p.portal.access"]._relation_of(self.rosa, person or self.asha)

    def prove(self):
        self.ask()
        return self.type_code(self.send_out())

    def test_the_account_is_linked_and_the_person_comes_back(self):
        self.assertIn("Show who you are", self.get(BY_CODE).text)
        self.assertEqual(self.where(self.prove())[0], AIM)
        self.assertEqual(self.relation(), "self")
        self.assertEqual(self.codes()[:1].purpose, "prove")

    def test_a_wrong_code_links_nothing(self):
        self.ask()
        code = self.send_out()
        self.assertEqual(self.type_code(f"{(int(code) + 1) % 10**6:06d}").status_code, 422)
        self.assertFalse(self.relation())

    def test_an_account_is_of_one_person(self):
        bela = self.create_person("Bela")
        self.env["g2p.portal.access"]._grant(self.rosa, bela)
        answer = self.prove()
        self.assertEqual(answer.status_code, 422)
        self.assertIn("belongs to somebody with another ID number", answer.text)
        self.assertFalse(self.relation())

    def test_a_guardian_with_the_childs_telephone_stays_a_guardian(self):
        self.env["g2p.portal.access"]._grant(self.rosa, self.asha, "guardian")
        answer = self.prove()
        self.assertIn("You act for this person already.", answer.text)
        self.assertEqual(self.relation(), "guardian")

    def test_a_guardian_whose_access_has_expired_stays_one_too(self):
        accesses = self.env["g2p.portal.access"]
        row = accesses._grant(self.rosa, self.asha, "guardian")
        row.verified_until = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        answer = self.prove()
        self.assertEqual(answer.status_code, 422)
        self.assertIn("You act for this person already.", answer.text)
        self.assertEqual((row.relation, row.date_proven), ("guardian", False))

    def test_an_access_that_the_office_ended_is_proven_by_nobody(self):
        row = self.env["g2p.portal.access"]._grant(self.rosa, self.asha)
        row._revoke()
        answer = self.prove()
        self.assertEqual(answer.status_code, 422)
        self.assertIn("The office has ended your access to this person.", answer.text)
        self.env.invalidate_all()
        self.assertEqual((row.active, row.date_proven), (False, False))

    def test_ones_own_access_that_has_expired_is_renewed(self):
        row = self.env["g2p.portal.access"]._grant(self.rosa, self.asha)
        row.verified_until = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.assertEqual(self.where(self.prove())[0], AIM)
        self.assertEqual(self.relation(), "self")

    def test_a_code_of_one_account_links_no_other(self):
        self.ask()
        code = self.send_out()
        self.env.cr.execute("UPDATE g2p_sign_in_code SET user_id = %s", [self.officer.id])
        self.env.invalidate_all()
        self.assertEqual(self.where(self.type_code(code))[0], BY_CODE)
        self.assertFalse(self.relation())

    def test_after_signing_out_nothing_is_linked(self):
        self.ask()
        self.send_out()
        self.url_open("/web/session/logout", allow_redirects=False)
        self.assertEqual(self.where(self.send_without_a_page())[0], BY_CODE)
        self.assertFalse(self.relation())

    def send_without_a_page(self):
        """Ask for another code with the token of the new session."""
        page = self.get(BY_CODE).text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(AGAIN, data={"csrf_token": token}, allow_redirects=False)
