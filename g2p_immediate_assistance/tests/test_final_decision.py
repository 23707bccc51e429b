from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_voucher_qr.tests.common import build as build_vouchers

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestFinalDecision(AssistanceCase):
    def test_the_officers_own_defaults_do_not_apply(self):
        keep = self.env["ir.default"].with_user(self.three).set
        keep("g2p.entitlement", "code", "FORGED", user_id=True)
        keep("g2p.program_membership", "state", "exited", user_id=True)
        application = self.approved()
        self.assertNotEqual(application.entitlement_id.code, "FORGED")
        self.assertEqual(application.program_membership_id.state, "enrolled")

    def test_the_last_approval_creates_membership_entitlement_and_voucher(self):
        application = self.approved(granted=1100)
        self.assertEqual((application.state, application.amount_granted), ("approved", 1100))
        self.assertEqual(application.program_membership_id.state, "enrolled")
        entitlement = application.entitlement_id
        self.assertEqual(entitlement.cycle_id, self.cycle)
        self.assertEqual(entitlement.partner_id, application.registrant_id)
        self.assertEqual((entitlement.state, entitlement.initial_amount), ("approved", 1100))
        voucher = application.voucher_id
        self.assertEqual((voucher.state, voucher.amount), ("draft", 1100))
        self.assertEqual(self.fund.reserved, 1100)

    def test_the_case_knows_its_voucher_in_the_same_transaction(self):
        application = self.submitted()
        self.assess(application)
        self.assertFalse(application.sudo().voucher_ids)  # read before the voucher exists
        for user in (self.one, self.two, self.three):
            self.step(application, user).action_approve()
        voucher = self.env["g2p.voucher"].sudo().search([("application_id", "=", application.id)])
        self.assertEqual(application.sudo().voucher_ids.mapped("id"), voucher.ids)
        self.assertEqual(application.sudo().voucher_id, voucher)

    def test_a_voucher_created_by_a_user_is_refused_before_its_values_are_read(self):
        sentences = set()
        for odd in (1, 999_999_999, "x", ["x"], {"x": 1}):
            with self.assertRaises(AccessError) as refused:
                self.env["g2p.voucher"].with_user(self.three).create({"entitlement_id": odd})
            sentences.add(str(refused.exception))
        self.assertEqual(len(sentences), 1)

    def test_a_second_application_of_a_person_reuses_the_membership(self):
        first = self.approved()
        second = self.submitted()
        second.with_user(self.one)._identify(first.registrant_id)
        self.assess(second)
        for user in (self.one, self.two, self.three):
            self.step(second, user).action_approve()
        self.assertEqual(second.sudo().program_membership_id, first.program_membership_id)

    def test_a_case_stays_undecided_without_enough_money(self):
        self.fund.amount = 1000
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_approve()
        self.step(application, self.two).action_approve()
        refused = self.assertRaisesRegex(UserError, "no longer covers this amount")
        with refused, self.env.cr.savepoint():
            self.step(application, self.three).action_approve()
        application.invalidate_recordset()
        self.assertEqual(application.sudo().state, "submitted")
        self.assertFalse(application.sudo().entitlement_id)
        self.assertEqual(self.fund.reserved, 0)
        self.fund.amount = 2000
        self.step(application, self.three).action_approve()
        self.assertEqual(application.sudo().state, "approved")

    def test_a_missing_fund_or_settings_are_reported(self):
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_approve()
        self.step(application, self.two).action_approve()
        self.fund.date_to = self.fund.date_from = "2020-01-01"
        with self.assertRaisesRegex(UserError, "has no fund for today"):
            self.step(application, self.three).action_approve()

    def test_a_programme_of_households_enrols_the_household(self):
        self.program.target_type = "group"
        application = self.submitted()
        self.assess(application)
        person = application.sudo().registrant_id
        household = self.env["res.partner"].create(
            {"name": "Nyambura household", "is_registrant": True, "is_group": True}
        )
        member = {"group": household.id, "individual": person.id}
        for user in (self.one, self.two, self.three):  # at the first approval, and at the last
            refused = self.assertRaisesRegex(UserError, "has none in the registry")
            with refused, self.env.cr.savepoint():
                self.step(application, user).action_approve()
            row = self.env["g2p.group.membership"].create(member)
            self.step(application, user).action_approve()
            row.unlink()
        self.assertEqual(application.sudo().membership_partner_id, household)

    def test_obstacles_of_the_enrolment_are_reported_at_the_first_approval(self):
        application = self.submitted()
        self.assess(application)
        member = self.env["g2p.program_membership"].create(
            {"partner_id": application.sudo().registrant_id.id, "program_id": self.program.id}
        )
        member.state = "exited"
        label = dict(member._fields["state"]._description_selection(self.env))["exited"]
        with self.assertRaisesRegex(UserError, f"has the state “{label}”. Ask a programme"):
            self.step(application, self.one).action_approve()
        member.state = "enrolled"
        self.cycle.state = "ended"
        with self.assertRaisesRegex(UserError, "The cycle Standing has the state"):
            self.step(application, self.one).action_approve()

    def test_the_voucher_is_issued_and_the_person_may_read_it(self):
        application = self.issued()
        voucher = application.voucher_id
        self.assertEqual(voucher.state, "issued")
        self.assertTrue(voucher.with_user(self.ada).sudo(False).read(["name", "amount"]))
        document = voucher.active_copy_id.document_id
        self.assertTrue(document.with_user(self.ada).sudo(False)._content())
        with self.assertRaises(AccessError):
            voucher.with_user(self.eve).sudo(False).read(["name"])
        with self.assertRaises(AccessError):
            document.with_user(self.eve).sudo(False)._content()

    def test_the_voucher_goes_to_the_applicant_if_the_registry_has_no_address(self):
        voucher_sudo = self.issued().voucher_id.sudo()
        self.ada.email = "ada@example.org"
        person = voucher_sudo.partner_id
        self.assertFalse(person.email)
        self.assertEqual(voucher_sudo._delivery_address("email"), "ada@example.org")
        person.phone_number_ids.unlink()
        self.assertEqual(voucher_sudo._delivery_address("sms"), "+254 799 000 123")
        person.email = "registered@example.org"
        self.assertEqual(voucher_sudo._delivery_address("email"), "registered@example.org")

    def test_roles_of_cases_do_not_restrict_the_roles_of_vouchers(self):
        other_programme = build_vouchers(self.env, "other ")
        entitlement = self.env["g2p.entitlement"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "A member"}).id,
                "cycle_id": other_programme["cycle"].id,
                "initial_amount": 50,
                "state": "approved",
                "is_cash_entitlement": True,
            }
        )
        voucher = self.env["g2p.voucher"]._create_for(entitlement)
        self.assertFalse(voucher.application_id)
        cases = "g2p_immediate_assistance.group_assistance_manager"
        both = f"{cases},g2p_voucher_key.group_voucher_manager"
        manager = new_test_user(self.env, "case both", both)
        self.assertEqual(voucher.with_user(manager).read(["name"])[0]["name"], voucher.name)
        with self.assertRaises(AccessError):
            voucher.with_user(new_test_user(self.env, "case only", cases)).read(["name"])

    def test_officers_and_beneficiaries_of_the_case_cannot_issue(self):
        application = self.approved()
        self.manager.issuer_ids |= self.three | self.ada
        voucher = application.voucher_id.with_user(self.three).sudo(False)
        with self.assertRaisesRegex(AccessError, "took part in|someone else|decided"):
            voucher.action_issue()
        self.assertEqual(application.voucher_id.state, "draft")

    def test_a_tampered_entitlement_gets_no_voucher(self):
        application = self.approved()
        self.env.cr.execute(
            "UPDATE g2p_entitlement SET initial_amount = 4000 WHERE id = %s",
            [application.entitlement_id.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            application.voucher_id.with_user(self.issuer).sudo(False).action_issue()
        self.assertEqual(application.voucher_id.state, "draft")

    def test_an_application_changed_after_its_approval_gets_no_voucher(self):
        application = self.approved()
        application.write({"treatment": "Nose job"})
        with self.assertRaisesRegex(UserError, "was changed after it was approved"):
            application.voucher_id.with_user(self.issuer).sudo(False).action_issue()

    def test_an_entitlement_without_an_application_gets_no_voucher(self):
        partner = self.env["res.partner"].create({"name": "Ghost", "is_registrant": True})
        entitlement = self.env["g2p.entitlement"].create(
            {
                "partner_id": partner.id,
                "cycle_id": self.cycle.id,
                "initial_amount": 500,
                "state": "approved",
            }
        )
        with self.assertRaises(UserError) as refusal:
            self.env["g2p.voucher"]._create_for(entitlement)
        words = (
            f"Entitlement {entitlement.code} has no approved application, so it cannot have a "
            "voucher. Cancel it and ask the person to apply, or pay it in cash while the programme "
            "has OpenG2P's own entitlement manager."
        )
        self.assertEqual(str(refusal.exception), words)
        action = self.program._voucher_manager().action_prepare_approved()
        self.assertEqual(action["params"]["message"].split("\n")[1:], ["Refused: 1.", words])
        self.assertFalse(entitlement.voucher_ids)

    def hospital(self):
        """A provider of the programme, with Eve as staff."""
        provider = self.env["g2p.service.provider"].create(
            {
                "name": "Hospital",
                "code": "CASE-H",
                "program_ids": [(6, 0, self.program.ids)],
                "user_ids": [(6, 0, self.eve.ids)],
            }
        )
        provider._set_state("active")

    def test_redeeming_spends_and_revoking_releases_the_fund(self):
        application = self.issued(granted=1000)
        self.hospital()
        voucher = application.voucher_id
        text = voucher.active_copy_id.payload
        self.env["g2p.voucher"].with_user(self.eve).redeem(text, 400, "case-key-1")
        self.assertEqual((self.fund.reserved, self.fund.spent), (600, 400))
        voucher.with_user(self.issuer).sudo(False).action_revoke("Given up")
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 400))
        self.assertEqual(self.moves(), ["reserve", "spend", "release"])
        self.take_back(voucher)
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 0))
        self.assertEqual(self.moves()[3:], ["return", "release"])

    def test_reversing_a_redemption_reserves_its_amount_again(self):
        application = self.issued(granted=1000)
        voucher = application.voucher_id
        self.hospital()
        text = voucher.active_copy_id.payload
        self.env["g2p.voucher"].with_user(self.eve).redeem(text, 1000, "case-key-1")
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 1000))
        self.take_back(voucher)
        self.assertEqual((self.fund.reserved, self.fund.spent), (1000, 0))
        self.assertEqual(voucher.state, "issued")

    def test_participants_cannot_reverse_a_redemption(self):
        application = self.issued(granted=1000)
        voucher = application.voucher_id
        self.hospital()
        text = voucher.active_copy_id.payload
        self.env["g2p.voucher"].with_user(self.eve).redeem(text, 1000, "case-key-1")
        self.join(self.two, "g2p_voucher_key.group_voucher_manager")
        line = voucher.redemption_ids.with_user(self.two).sudo(False)
        with self.assertRaisesRegex(AccessError, "You took part in deciding this case"):
            line.action_reverse("Wrong person")
        self.assertEqual(voucher.state, "redeemed")
        self.take_back(voucher)
        self.assertEqual(voucher.state, "issued")

    def moves(self):
        moves = self.env["g2p.assistance.fund.move"].search([("fund_id", "=", self.fund.id)])
        return moves.sorted("id").mapped("kind")

    def take_back(self, voucher):
        group = "g2p_voucher_key.group_voucher_manager"
        manager = new_test_user(self.env, "voucher manager", groups=group)
        voucher.redemption_ids.with_user(manager).sudo(False).action_reverse("Wrong person")
        self.env.invalidate_all()
