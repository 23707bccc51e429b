from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RegistryExtCase


@tagged("post_install", "-at_install")
class TestConsent(RegistryExtCase):
    def test_a_consent_keeps_who_gave_it_for_whom_and_to_which_words(self):
        consent = self._consent(relation="guardian", registrant_name="Child", state="x")
        self.assertEqual(consent.given_by_id, self.owner)
        self.assertEqual(consent.relation, "guardian")
        self.assertEqual((consent.res_model, consent.res_id), ("res.partner", self.asha.id))
        self.assertTrue(consent.date and consent.is_valid)

    def test_nobody_changes_or_deletes_a_consent(self):
        consent = self._consent()
        for user in (self.owner, self.admin, self.env.ref("base.user_root")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                consent.with_user(user).write({"text": "other words"})
            with self.subTest(user.login), self.assertRaises(AccessError):
                consent.with_user(user).unlink()

    def test_nobody_adds_a_consent_by_hand(self):
        vals = {"purpose": "x", "text": "x", "text_version": "1", "given_by_id": self.owner.id}
        for user in (self.owner, self.admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["g2p.consent"].with_user(user).create(vals)

    def test_only_the_giver_withdraws_and_the_first_date_stays(self):
        consent = self._consent().sudo(False)
        with self.assertRaises(AccessError):
            consent.with_user(self.stranger)._withdraw()
        self.assertTrue(consent.sudo().is_valid)
        consent.with_user(self.owner)._withdraw()
        first = consent.sudo().withdrawn_on
        consent.with_user(self.owner)._withdraw()
        self.assertEqual(consent.sudo().withdrawn_on, first)
        self.assertFalse(consent.sudo().is_valid)

    def test_the_registrant_is_named_once(self):
        consent = self._consent()
        consent._link_registrant(self.asha)
        consent._link_registrant(self.bela)
        self.assertEqual(consent.partner_id, self.asha)
        self.assertEqual(self.asha.consent_ids, consent)
