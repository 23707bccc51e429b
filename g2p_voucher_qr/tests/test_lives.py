from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestLives(VoucherCase):
    """Changes to holders, providers and their staff while a voucher is in use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()

    def refused(self, action, *args):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            action(*args)
        self.env.invalidate_all()
        return str(caught.exception)

    def matter(self, voucher):
        return (
            f"Voucher {voucher.name} is for this contact and still open: a voucher manager can "
            "revoke it, or wait until it is used up and has expired."
        )

    def merge(self, source, destination):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        with mute_logger("odoo.addons.base.partner.merge"):
            wizard._merge((source | destination).ids, destination)

    def test_the_holder_is_not_archived_deleted_or_merged_away(self):
        voucher = self.issue_voucher()
        holder = voucher.partner_id
        other = self.env["res.partner"].create({"name": "Other"})
        matter = self.matter(voucher)
        for action, args in (
            (holder.action_archive, ()),
            (holder.unlink, ()),
            (self.merge, (holder, other)),
        ):
            self.assertTrue(self.refused(action, *args).endswith("\n" + matter))
        self.assertEqual((voucher.partner_id, holder.active), (holder, True))

    def test_a_used_voucher_is_an_open_matter_while_it_may_be_reversed(self):
        voucher = self.issue_voucher()
        self.redeem(voucher.active_copy_id.payload, "1000")
        self.assertEqual(voucher.state, "redeemed")
        refusal = self.refused(voucher.partner_id.action_archive)
        self.assertTrue(refusal.endswith(self.matter(voucher)))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_voucher SET valid_from = '2020-01-01', valid_until = '2020-02-01' "
            "WHERE id = %s",
            [voucher.id],
        )
        self.env.invalidate_all()
        voucher.partner_id.action_archive()
        self.assertFalse(voucher.partner_id.active)

    def test_the_contact_of_a_provider_stays(self):
        partner = self.env["res.partner"].create({"name": "Hospital H1"})
        other = self.env["res.partner"].create({"name": "Hospital H1"})
        self.provider.partner_id = partner
        matter = (
            f"It is the contact of the service provider {self.provider.name}: name another "
            "contact there first."
        )
        self.assertTrue(self.refused(partner.action_archive).endswith(matter))
        self.assertTrue(self.refused(self.merge, partner, other).endswith(matter))
        self.provider.partner_id = other
        self.merge(partner, other)
        self.assertEqual(self.provider.partner_id, other)

    def test_the_only_member_of_staff_does_not_delete_the_account(self):
        refusal = self.refused(self.staff.sudo()._deactivate_portal_user)
        self.assertEqual(
            refusal,
            f"Your account cannot be deleted now.\n{self.provider.name} has no other member of "
            "staff: ask the programme office to name another one first.",
        )
        self.provider.user_ids |= new_test_user(self.env, "vq_second_staff", "base.group_portal")
        with mute_logger("odoo.addons.base.models.res_users"):
            self.staff.sudo()._deactivate_portal_user()
        self.assertFalse(self.staff.active)

    def test_the_office_locks_a_member_of_staff_out_at_any_time(self):
        self.staff.action_archive()
        self.assertFalse(self.staff.active)

    def test_a_programme_with_a_voucher_to_issue_is_not_archived(self):
        voucher = self.create_voucher()
        # OpenG2P has its own button for it
        refusal = self.refused(self.program.write, {"active": False})
        self.assertTrue(refusal.startswith("This programme cannot be archived now.\nVouchers"))
        voucher.with_user(self.manager).action_revoke("Not needed")
        self.program.active = False
        self.assertFalse(self.program.active)

    def test_a_company_with_programmes_is_not_archived(self):
        other = self.env["res.company"].create({"name": "Another Office"})
        self.assertEqual(
            self.refused(self.env.company.action_archive),
            f"This company cannot be archived now.\nProgrammes with vouchers: "
            f"{self.names_of_programmes()}. Archive them first.",
        )
        other.action_archive()
        self.assertFalse(other.active)

    def names_of_programmes(self):
        programs = self.env["g2p.program"].search(
            [("company_id", "=", self.env.company.id)], order="id"
        )
        issuing = programs.filtered(lambda program: program._voucher_manager())
        return ", ".join(issuing.mapped("name")[:5])

    def test_the_only_issuing_officer_leaves_and_the_manager_names_another(self):
        voucher = self.create_voucher()
        self.issuer.action_archive()
        self.voucher_manager.with_user(self.manager).write({"issuer_ids": [(4, self.stranger.id)]})
        voucher.with_user(self.stranger).action_issue()
        self.assertEqual(voucher.state, "issued")
