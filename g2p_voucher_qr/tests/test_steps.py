from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.common import role_link
from odoo.addons.g2p_voucher_key.token import status_list
from odoo.addons.g2p_voucher_template.tests.common import PLANNER

from ..exceptions import VoucherRefused
from .common import VoucherCase

ENDED = "Not usable: the programme and its vouchers have ended. The issuing office can help."
LOCKED = "Not usable now: the programme is locked. The issuing office can help."
NOT_APPROVED = (
    "Not usable: its entitlement is not approved at present. The issuing office can help."
)
HOLDER = (
    "Not usable: the person's record in the registry is closed. Send the person to the issuing "
    "office."
)


class StepCase(VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.planner = new_test_user(cls.env, "vq_planner", groups=PLANNER)
        cls.voucher = cls.issue_voucher()
        cls.entitlement = cls.voucher.entitlement_id
        cls.text = cls.voucher.active_copy_id.payload

    def refused(self, code, sentence, amount=10, **kwargs):
        """Check that it is neither redeemed nor usable, with the same sentence."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(VoucherRefused) as caught, self.env.cr.savepoint():
            self.redeem(self.text, amount, f"refused-{code}", **kwargs)
        self.assertEqual((caught.exception.code, str(caught.exception)), (code, sentence))
        answer = self.verify(self.text, self.staff)
        self.assertEqual((answer["code"], answer["message"]), (code, sentence))
        self.assertEqual((answer["genuine"], answer["usable"]), (True, False))

    def said(self, action, *args):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            action(*args)
        return str(caught.exception)

    def at_once(self):
        self.voucher_manager.with_user(self.manager).write({"on_end": "at_once"})

    def sql_state(self, table, record, state):
        """Set a state as a later OpenG2P or another addon would."""
        self.env.flush_all()
        self.env.cr.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [state, record.id])  # noqa: S608
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestStepsOfProgrammes(StepCase):
    """Steps that are still possible when a programme has ended or is locked."""

    def test_vouchers_of_an_ended_programme_are_valid_until_their_date(self):
        self.program.with_user(self.planner).write({"state": "ended"})
        self.assertEqual(self.redeem(self.text, 400)["amount_available"], 600)
        self.voucher.with_user(self.issuer).action_reissue("Lost")
        self.assertEqual(self.voucher.active_copy_id.number, 2)

    def test_they_end_immediately_if_the_manager_is_set_so(self):
        self.at_once()
        self.assertEqual(self.redeem(self.text, 400)["amount_available"], 600)
        self.program.with_user(self.planner).write({"state": "ended"})
        self.refused("program_ended", ENDED)
        self.program.with_user(self.planner).write({"state": "active"})
        self.assertEqual(self.redeem(self.text, 100, "open-again-1")["amount_available"], 500)

    def test_a_locked_programme_stops_them_as_well(self):
        self.program.locked = True
        self.assertEqual(self.redeem(self.text, 400)["amount_available"], 600)
        self.at_once()
        self.refused("program_locked", LOCKED)

    def test_an_unknown_state_stops_everything(self):
        self.sql_state("g2p_program", self.program, "parked")
        self.refused("program_ended", ENDED)
        voucher = self.create_draft()
        self.assertEqual(
            self.said(voucher.with_user(self.issuer).action_issue),
            f"Voucher {voucher.name}: The programme Surgery aid has the unknown state “parked”. "
            "No vouchers are issued in it. Ask its manager to reopen it, or revoke the voucher.",
        )

    def create_draft(self):
        """A voucher that was prepared before its programme ended."""
        with patch.object(type(self.env["g2p.entitlement"]), "_why_not_now", lambda *args: False):
            return self.create_voucher()

    def test_nothing_is_issued_in_an_ended_or_locked_programme(self):
        voucher = self.create_draft()
        for values, words in (
            ({"state": "ended"}, "has ended"),
            ({"state": "active", "locked": True}, "is locked"),
        ):
            self.program.write(values)
            self.assertEqual(
                self.said(voucher.with_user(self.issuer).action_issue),
                f"Voucher {voucher.name}: The programme Surgery aid {words}. No vouchers are "
                "issued in it. Ask its manager to reopen it, or revoke the voucher.",
            )
        self.program.locked = False
        voucher.with_user(self.issuer).action_issue()
        self.assertEqual(voucher.state, "issued")

    def test_nothing_is_prepared_in_an_ended_programme(self):
        entitlement = self.create_entitlement(state="pending_validation")
        self.program.with_user(self.planner).write({"state": "ended"})
        words = (
            "The programme Surgery aid has ended. No vouchers are prepared in it until its manager "
            "reopens it."
        )
        manager = self.voucher_manager.with_user(self.planner)
        self.assertEqual(
            manager.approve_entitlements(entitlement.with_user(self.planner)), (1, words)
        )
        self.assertEqual(
            (entitlement.state, len(entitlement.voucher_ids)), ("pending_validation", 0)
        )
        self.voucher_manager.amount_per_cycle = 10
        self.assertEqual(
            self.said(self.voucher_manager.prepare_entitlements, self.cycle, self.cycle.browse()),
            words,
        )

    def test_a_cancelled_cycle_cancels_its_vouchers(self):
        draft = self.create_voucher()
        self.redeem(self.text, 400)
        self.cycle.with_user(self.planner).write({"state": "cancelled"})
        self.assertEqual(
            (self.voucher.state, self.voucher.amount_redeemed, self.entitlement.state),
            ("revoked", 400, "cancelled"),
        )
        self.assertEqual((draft.state, draft.entitlement_id.state), ("cancelled", "cancelled"))

    def test_vouchers_of_a_cycle_in_an_unknown_state_are_not_usable(self):
        self.sql_state("g2p_cycle", self.cycle, "frozen")
        sentence = "Not usable: its period of the programme is closed. The issuing office can help."
        self.refused("cycle_closed", sentence)

    def test_vouchers_of_an_ended_cycle_are_valid_until_their_date(self):
        self.cycle.write({"state": "ended"})
        self.assertEqual(self.redeem(self.text, 400)["amount_available"], 600)

    def test_a_programme_in_use_is_not_archived_by_the_button_either(self):
        with self.assertRaisesRegex(UserError, "^This programme cannot be archived now"):
            self.program.action_archive()
        self.assertEqual(self.voucher.state, "issued")


@tagged("post_install", "-at_install")
class TestStepsOfEntitlements(StepCase):
    """Changes of an entitlement in OpenG2P affect its voucher, in whatever way they are made."""

    def test_only_approved_entitlements_are_redeemed(self):
        for state in ("draft", "pending_validation"):
            self.entitlement.with_user(self.planner).write({"state": state})
            self.refused("not_approved", NOT_APPROVED)
            self.assertEqual(self.voucher.active_copy_id.status, status_list.REVOKED)
        self.entitlement.with_user(self.planner).write({"state": "rdpd2ben"})
        self.refused("paid", "Not usable: its entitlement is already marked as paid.")
        self.sql_state("g2p_entitlement", self.entitlement, "parked")
        self.refused("not_approved", NOT_APPROVED)
        self.entitlement.with_user(self.planner).write({"state": "trans2FSP"})
        self.assertEqual(self.redeem(self.text, 1000)["amount_available"], 0)

    def test_a_cancelled_entitlement_ends_its_voucher_and_its_redemptions_stay(self):
        self.redeem(self.text, 400)
        closed = patch.object(type(self.voucher), "_on_closed", autospec=True)
        with closed as hook:
            self.entitlement.with_user(self.planner).write({"state": "cancelled"})
        self.assertEqual([call.args[-1] for call in hook.call_args_list], ["revoked"])
        self.assertEqual(
            (self.voucher.state, self.voucher.amount_redeemed, self.voucher.active_copy_id.state),
            ("revoked", 400, "revoked"),
        )
        self.env.invalidate_all()
        event = self.voucher.event_ids[0]
        self.assertEqual(event.reason, "The entitlement was set to “Cancelled”")
        self.assertEqual(event.user_id, self.planner)
        self.entitlement.write({"state": "trans2FSP"})
        self.refused("revoked", "Not usable: the voucher was revoked by the issuing office.")

    def test_a_voucher_to_issue_is_cancelled_with_its_entitlement(self):
        for state in ("cancelled", "rejected1", "rejected2", "rejected3", "expired"):
            voucher = self.create_voucher()
            voucher.entitlement_id.with_user(self.planner).write({"state": state})
            self.assertEqual(voucher.state, "cancelled", state)

    def test_an_entitlement_that_expires_in_openg2p_ends_its_voucher(self):
        draft = self.create_voucher()
        (draft.entitlement_id | self.entitlement).write({"state": "expired"})
        self.assertEqual((draft.state, draft.entitlement_id.state), ("cancelled", "expired"))
        self.assertEqual(self.voucher.state, "expired")

    def test_the_managers_own_method_ends_them_too(self):
        draft = self.create_voucher()
        self.voucher_manager.with_user(self.planner).cancel_entitlements(self.cycle)
        self.assertEqual((draft.state, draft.entitlement_id.state), ("cancelled", "cancelled"))
        self.assertEqual(self.voucher.state, "issued")  # with its provider: revoked with a reason

    def cancel(self, count):
        """The number of queries to cancel this number of entitlements with a voucher."""
        vouchers = self.voucher.union(*(self.issue_voucher() for _n in range(count)))
        vouchers -= self.voucher
        entitlements = self.entitlement.browse(vouchers.entitlement_id.ids)  # as in a request
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        entitlements.write({"state": "cancelled"})
        self.env.flush_all()
        spent = self.cr.sql_log_count - before
        self.assertEqual(set(vouchers.mapped("state")), {"revoked"})
        self.assertEqual(set(vouchers.copy_ids.mapped("status")), {status_list.REVOKED})
        return spent

    def test_many_vouchers_end_with_their_entitlements_with_the_queries_of_few(self):
        self.cancel(1)  # to warm up
        self.assertEqual(self.cancel(12), self.cancel(2))

    def test_an_entitlement_with_a_voucher_is_not_deleted(self):
        self.entitlement.write({"state": "draft"})
        self.assertEqual(
            self.said(self.entitlement.with_user(self.planner).unlink),
            f"Entitlement {self.entitlement.code} has a voucher, whose history must stay: cancel "
            "the entitlement instead.",
        )

    # === Reversals === #

    def reverse(self, amount=1000):
        answer = self.redeem(self.text, amount, f"used-up-{self.text[-8:]}")
        line = self.env["g2p.voucher.redemption"].browse(answer["redemption_id"])
        return lambda: line.with_user(self.manager).action_reverse("Wrong person")

    def test_a_reversal_does_not_reopen_a_voucher_of_a_cancelled_entitlement(self):
        for state, final in (("cancelled", "revoked"), ("pending_validation", "revoked"),
                             ("expired", "expired")):  # fmt: skip
            voucher = self.issue_voucher()
            self.text = voucher.active_copy_id.payload
            reverse = self.reverse()
            voucher.entitlement_id.with_user(self.planner).write({"state": state})
            with patch.object(type(voucher), "_on_reversed", autospec=True) as hook:
                reverse()
            self.assertTrue(hook.call_args.args[-1])
            self.assertEqual((voucher.state, voucher.amount_redeemed), (final, 0), state)
            self.assertEqual(voucher.entitlement_id.state, state)
            with self.assertRaises(VoucherRefused):
                self.redeem(self.text, 72.8, "second-life-1")

    def test_a_reversal_in_an_ended_programme_reopens_vouchers_until_their_date(self):
        reverse = self.reverse()
        self.program.with_user(self.planner).write({"state": "ended"})
        reverse()
        self.assertEqual((self.voucher.state, self.entitlement.state), ("issued", "trans2FSP"))
        self.at_once()
        self.refused("program_ended", ENDED)

    # === The holder === #

    def test_the_voucher_of_an_archived_or_disabled_holder_is_not_usable(self):
        holder = self.voucher.partner_id
        holder.write({"disabled": fields.Datetime.now()})
        self.refused("holder_closed", HOLDER)
        holder.write({"disabled": False})
        self.assertEqual(self.redeem(self.text, 100, "enabled-01")["amount_available"], 900)
        self.env.flush_all()  # bypassing the check for open matters of the contact
        self.env.cr.execute("UPDATE res_partner SET active = FALSE WHERE id = %s", [holder.id])
        self.env.invalidate_all()
        self.refused("holder_closed", HOLDER)
        holder.action_unarchive()
        self.assertEqual(self.redeem(self.text, 100, "archived-01")["amount_available"], 800)

    def test_a_stranger_learns_only_the_verdict(self):
        self.entitlement.write({"state": "draft"})
        answer = self.verify(self.text, self.env.ref("base.public_user"))
        self.assertEqual(
            (answer["code"], answer["message"]), ("not_usable", "Genuine, but not usable.")
        )

    # === Amounts === #

    def test_numbers_that_only_programs_read_are_no_amounts(self):
        for amount in ("1_0", " 10 ", "1e3", "\u0663", "0x10", "nan", "inf", "+1", "1.", True):
            with self.assertRaises(VoucherRefused) as caught:
                self.redeem(self.text, amount)
            self.assertEqual(
                str(caught.exception), "Enter an amount above zero with at most 2 decimals."
            )
        self.assertEqual(self.voucher.amount_redeemed, 0)
        self.assertEqual(self.redeem(self.text, "10.50")["amount"], 10.5)


@tagged("post_install", "-at_install")
class TestOfficeAndProvider(StepCase):
    """Users of the office cannot redeem, regardless of the order of events."""

    ROLES = (
        "g2p_document_store.group_document_auditor",
        "g2p_suite_base.group_change_auditor",
        "g2p_programs.g2p_program_manager",
        "g2p_programs.g2p_finance_validator",
        "g2p_registry_base.group_g2p_registrar",
    )

    def test_nobody_with_a_role_of_the_office_is_named_as_staff(self):
        for number, role in enumerate(self.ROLES):
            user = new_test_user(self.env, f"vq_role_{number}", groups=f"base.group_user,{role}")
            provider = self.provider.with_user(self.manager)
            self.assertEqual(
                self.said(provider.write, {"user_ids": [(4, user.id)]}),
                f"The user with the ID {user.id} has a role in the office, such as officer, "
                f"cashier, manager or auditor: choose another user as staff of {provider.name}.",
                role,
            )

    def test_staff_who_get_a_role_later_cannot_redeem(self):
        for number, role in enumerate(self.ROLES):
            user = new_test_user(self.env, f"vq_staff_{number}", groups="base.group_user")
            self.provider.with_user(self.manager).write({"user_ids": [(4, user.id)]})
            self.assertEqual(self.redeem(self.text, 1, f"before-{number}", user=user)["amount"], 1)
            self.env.ref(role).write({role_link(self.env["res.groups"]): [(4, user.id)]})
            with self.assertRaises(VoucherRefused) as caught:
                self.redeem(self.text, 1, f"after-{number}-1", user=user)
            self.assertEqual(
                str(caught.exception),
                "Only staff of an active service provider can redeem vouchers.",
                role,
            )
            self.provider.with_user(self.manager).write({"user_ids": [(3, user.id)]})

    def test_a_former_issuer_cannot_redeem_it(self):
        role = self.env.ref("g2p_voucher_key.group_voucher_issuer")
        role.write({role_link(role): [(3, self.issuer.id)]})
        self.provider.with_user(self.manager).write({"user_ids": [(4, self.issuer.id)]})
        with self.assertRaises(VoucherRefused) as caught:
            self.redeem(self.text, 10, user=self.issuer)
        self.assertEqual(caught.exception.code, "took_part")
        self.assertEqual(
            str(caught.exception),
            "You worked on the case of this voucher in the office: a colleague must redeem it.",
        )

    def test_a_former_reissuer_cannot_redeem_it_either(self):
        self.voucher_manager.issuer_ids |= self.stranger
        self.voucher.with_user(self.stranger).action_reissue("Lost")
        self.assertIn(self.stranger, self.voucher._case_users())

    def account(self, user, number):
        vals = {"partner_id": user.partner_id.id, "acc_number": number}
        self.env["res.partner.bank"].create(vals)

    def test_a_manager_who_shares_the_providers_account_cannot_reverse(self):
        line = self.env["g2p.voucher.redemption"].browse(
            self.redeem(self.text, 300)["redemption_id"]
        )
        self.account(self.manager, "KE55 0001")
        self.provider.account_number = "KE55 0001"
        self.env.invalidate_all()
        with self.assertRaises(AccessError) as caught:
            line.with_user(self.manager).action_reverse("Wrong person")
        self.assertEqual(
            str(caught.exception),
            "You share a bank account with somebody in this case. Another manager must reverse "
            "this redemption.",
        )
