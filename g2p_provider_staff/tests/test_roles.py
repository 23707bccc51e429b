from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.g2p_reimbursement.tests.common import ReimbursementFixture, invoice_file
from odoo.addons.g2p_suite_base.tests.common import role_link
from odoo.addons.g2p_voucher_qr.exceptions import VoucherRefused
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

from ..hooks import post_init_hook
from .common import StaffFixture

NO_CLERK = (
    "Your account at Hospital H1 does not have the role Clerk, so you cannot check or redeem "
    "vouchers. Ask an administrator of Hospital H1, or the programme office."
)
NO_CLAIMS = (
    "Your account at Hospital H1 does not have the role Claims, so you cannot see claims and "
    "payments. Ask an administrator of Hospital H1, or the programme office."
)
CLAIM = "g2p.reimbursement.claim"
OF_CLAIMS = (CLAIM, "g2p.reimbursement.claim.line", "g2p.claim.payment", "g2p.document")


@tagged("post_install", "-at_install")
class TestRoles(StaffFixture, ReimbursementFixture, VoucherCase):
    """Rights of each role, for every caller: the models refuse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.office = cls.manager
        cls.currency = cls.company.currency_id
        cls._set_up_users()
        cls.provider_user, cls.other_user = cls.staff, cls.rival
        cls.provider.account_number = "KE00 1234"
        cls.policy = cls._create_policy()
        cls._set_up_staff()

    # === Clerk === #

    def test_who_is_no_clerk_cannot_redeem_nor_try_a_pin(self):
        text = self.issue_voucher().active_copy_id.payload
        for user in (self.biller, self.boss):
            with self.assertRaises(VoucherRefused) as caught:
                self.redeem(text, 5, user=user)
            self.assertEqual(str(caught.exception), NO_CLERK)
            with self.assertRaisesRegex(VoucherRefused, "does not have the role Clerk"):
                self.env["g2p.voucher"].with_user(user).prove_presence(text, "123456")
        self.assertEqual(self.redeem(text, 5, user=self.desk_clerk)["amount"], 5)

    def test_who_is_no_clerk_neither_holds_nor_releases(self):
        self.voucher_manager.hold_hours = 48
        text = self.issue_voucher().active_copy_id.payload
        hold = self._as(self.desk_clerk, "g2p.voucher").hold_amount(text, 5, "hold-key-0001")
        hold = self.env["g2p.voucher.hold"].browse(hold["hold_id"])
        for user in (self.biller, self.boss):
            with self.assertRaisesRegex(VoucherRefused, "does not have the role Clerk"):
                self._as(user, "g2p.voucher").hold_amount(text, 5, "hold-key-0002")
            with self.assertRaises(AccessError):  # who may not read it
                hold.with_user(user).action_release()
        self.assertEqual(hold.state, "held")
        hold.with_user(self.staff).action_release()
        self.assertEqual(hold.state, "released")

    def test_who_is_no_clerk_reads_and_redeems_no_hold_by_rpc(self):
        self.voucher_manager.hold_hours = 48
        text = self.issue_voucher().active_copy_id.payload
        made = self._as(self.desk_clerk, "g2p.voucher").hold_amount(text, 5, "hold-key-0001")
        name = "g2p.voucher.hold"
        for user in (self.biller, self.boss, self.their_clerk, self.visitor):
            self.assertFalse(self._as(user, name).search_count([]), user.login)
            hold = self._as(user, name).browse(made["hold_id"])
            for step in (
                lambda hold=hold: hold.read(["name", "amount"]),
                lambda hold=hold: hold._redeem_held(5, "hold-key-0002"),
                hold.action_release,
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    step()
        for user in (self.desk_clerk, self.staff, self.office):
            self.assertEqual(self._as(user, name).search([]).ids, [made["hold_id"]], user.login)

    def test_who_is_no_clerk_learns_what_everybody_learns(self):
        text = self.issue_voucher().active_copy_id.payload
        for user in (self.biller, self.boss):
            answer = self.verify(text, user)
            self.assertEqual((answer["usable"], answer["details"]), (True, {}))
        self.assertEqual(self.verify(text, self.desk_clerk)["details"]["amount"], 1000)

    def test_roles_count_at_the_own_provider_only(self):
        self.other_provider.program_ids = False
        text = self.issue_voucher().active_copy_id.payload
        with self.assertRaises(VoucherRefused) as caught:
            self.redeem(text, 5, user=self.their_clerk)
        self.assertEqual(caught.exception.code, "wrong_provider")

    def test_a_suspended_provider_is_the_reason_that_its_clerk_reads(self):
        self._suspend(self.provider)
        text = self.issue_voucher().active_copy_id.payload
        for user in (self.desk_clerk, self.staff):
            with self.assertRaisesRegex(VoucherRefused, "is suspended"):
                self.redeem(text, 5, user=user)
        self.assertFalse(self.desk_clerk._may_serve())
        self.assertFalse(self.biller._may_claim())

    def test_hooks_answer_by_role(self):
        expected = {
            self.staff: (True, True),
            self.desk_clerk: (True, False),
            self.biller: (False, True),
            self.boss: (False, False),
            self.visitor: (False, False),
        }
        for user, answer in expected.items():
            self.assertEqual((user._may_serve(), user._may_claim()), answer, user.login)

    # === Claims === #

    def test_who_does_not_claim_reads_no_claim_by_rpc(self):
        self._create_claim(self._redeem(5))
        for user in (self.desk_clerk, self.boss, self.their_boss, self.visitor):
            for name in OF_CLAIMS:
                self.assertFalse(self._as(user, name).search_count([]), (user.login, name))
        for name in (CLAIM, "g2p.reimbursement.claim.line", "g2p.document"):
            self.assertEqual(self._as(self.biller, name).search_count([]), 1, name)

    def test_a_payment_is_read_by_those_who_claim(self):
        self._build(self._approved_claim())
        payments = "g2p.claim.payment"
        self.assertEqual(self._as(self.biller, payments).search_count([]), 1)
        self.assertFalse(self._as(self.desk_clerk, payments).search_count([]))

    def test_claims_do_not_answer_through_redemptions(self):
        redemption = self._redeem(5)
        claim = self._create_claim(redemption)
        self.env.invalidate_all()
        mine = redemption.with_user(self.desk_clerk)
        self.assertEqual(mine.name, redemption.name)
        self.assertFalse(mine.claim_line_ids)
        self.assertFalse(mine._get_live_claim())
        path = [("claim_line_ids.claim_id.invoice_number", "=", claim.invoice_number)]
        self.assertFalse(mine.search_count(path))
        self.assertEqual(redemption.with_user(self.biller).search_count(path), 1)

    def test_who_does_not_claim_cannot_claim_resubmit_or_withdraw(self):
        redemption = self._redeem(5)
        arguments = ("INV-7", "2026-01-01", "invoice.pdf", invoice_file("INV-7"))
        for user in (self.desk_clerk, self.boss):
            with self.assertRaises(AccessError) as caught:
                self._as(user, CLAIM)._portal_create(redemption.with_user(user), *arguments)
            self.assertEqual(str(caught.exception), NO_CLAIMS)
        claim = self._create_claim(redemption, user=self.biller)
        for user in (self.desk_clerk, self.boss):
            for method, args in (("_portal_withdraw", ()), ("_portal_resubmit", arguments)):
                with self.assertRaises(AccessError):
                    getattr(claim.with_user(user), method)(*args)
        claim.with_user(self.biller)._portal_withdraw()
        self.assertEqual(claim.state, "cancelled")

    def test_everybody_of_the_staff_reads_redemptions_and_sites(self):
        self._redeem(5)
        for user in (self.desk_clerk, self.biller, self.boss):
            self.assertEqual(self._as(user, "g2p.voucher.redemption").search_count([]), 1)
            sites = self._as(user, "g2p.service.provider.site")
            self.assertEqual(sites.search([]), self.provider.site_ids)

    def test_the_office_reads_claims_as_before(self):
        claim = self._create_claim(self._redeem(5))
        self.assertEqual(self._as(self.officer_1, CLAIM).search([]), claim)

    def test_messages_about_claims_go_to_those_who_claim(self):
        claimants = self.provider._staff("claims")
        self.assertEqual(claimants, self.staff | self.biller)
        self.assertEqual(self.provider._staff(), self.provider.user_ids)

    # === Rows === #

    def test_staff_named_by_the_office_are_clerk_and_claims(self):
        user = new_test_user(self.env, "ps_new_user", groups="base.group_portal")
        self.provider.with_user(self.office).user_ids = [(4, user.id)]
        self.assertEqual(self._roles_of(user), {"clerk", "claims"})
        self.provider.with_user(self.office).user_ids = [(3, user.id)]
        self.assertFalse(self._row(user))
        self.assertFalse(user._may_serve())

    def test_an_archived_user_keeps_the_row(self):
        self.desk_clerk.active = False
        user = new_test_user(self.env, "ps_new_user", groups="base.group_portal")
        self.provider.user_ids = [(4, user.id)]
        self.assertEqual(self._roles_of(self.desk_clerk), {"clerk"})

    def test_staff_from_before_keep_what_they_could_do(self):
        self.env["g2p.provider.staff"].search([]).unlink()
        self.assertFalse(self.staff._may_serve())
        post_init_hook(self.env)
        self.assertEqual(self._roles_of(self.staff), {"clerk", "claims"})
        self.assertEqual(self._roles_of(self.boss), {"clerk", "claims"})

    def test_who_became_an_officer_has_no_role(self):
        user = new_test_user(self.env, "ps_new_user", groups="base.group_user")
        self.provider._join(user, ["administrator"])
        self.assertEqual(user._provider_roles(), {"administrator"})
        role = self.env.ref("g2p_reimbursement.group_reimbursement_officer")
        role.write({role_link(role): [(4, user.id)]})
        self.assertFalse(user._provider_roles())
        with self.assertRaises(AccessError):
            self._as(user)._administered()

    # === The office === #

    def test_a_voucher_manager_names_the_first_administrator(self):
        row = self._row(self.staff).with_user(self.office)
        self.provider.with_user(self.office).write(
            {"staff_ids": [(1, row.id, {"is_administrator": True, "is_claims": False})]}
        )
        self.assertEqual(self._roles_of(self.staff), {"clerk", "administrator"})

    def test_the_form_of_the_provider_has_the_roles(self):
        form = Form(
            self.provider.with_user(self.office), "g2p_voucher_qr.g2p_service_provider_view_form"
        )
        number = self.provider.staff_ids.ids.index(self._row(self.staff).id)
        with form.staff_ids.edit(number) as row:
            row.is_claims = False
            row.is_administrator = True
        form.save()
        self.assertEqual(self._roles_of(self.staff), {"clerk", "administrator"})

    def test_a_change_of_roles_is_in_the_list_of_changes(self):
        row = self._row(self.desk_clerk)
        self._as(self.boss)._portal_set_roles(row.id, ["claims"])
        changes = self.env["g2p.audit.change"].search(
            [("res_model", "=", "g2p.provider.staff"), ("res_id", "=", row.id)], limit=2
        )
        self.assertEqual(changes.user_id, self.boss)
        found = {one.field_name: (one.old_value, one.new_value) for one in changes}
        self.assertEqual(found, {"is_clerk": ("yes", False), "is_claims": (False, "yes")})

    def test_others_of_the_office_cannot_change_roles(self):
        row = self._row(self.staff)
        for user in (self.issuer, self.auditor, self.officer_1):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"is_administrator": True})
        self.assertEqual(self._roles_of(self.staff), {"clerk", "claims"})

    def test_a_voucher_manager_moves_creates_and_deletes_no_row(self):
        rows = self._as(self.office, "g2p.provider.staff")
        row = self._row(self.staff).with_user(self.office)
        with self.assertRaisesRegex(AccessError, "Only roles change here"):
            row.write({"provider_id": self.other_provider.id})
        with self.assertRaisesRegex(AccessError, "Only roles change here"):
            row.write({"user_id": self.visitor.id})
        with self.assertRaises(AccessError):
            rows.create({"provider_id": self.provider.id, "user_id": self.visitor.id})
        with self.assertRaises(AccessError):
            row.unlink()

    def test_the_only_administrator_does_not_leave_the_server(self):
        refusal = "Hospital H2 has no other administrator: name another one first"
        self.assertIn(refusal, " ".join(self.their_boss.sudo()._open_matters()))
        self.assertFalse(self.boss.sudo()._open_matters())
