from odoo import api, models

from ..const import DEAD_STATES, DRAFT, ISSUED, MANAGER_MODEL


class G2PProgram(models.Model):
    """A programme with vouchers: its voucher manager, and the open matters that keep it."""

    _name = "g2p.program"
    _inherit = ["g2p.program", "g2p.audit.mixin", "g2p.open.matters.mixin"]

    _audit_fields = ("name", "company_id", "target_type", "state", "entitlement_managers")

    def _voucher_manager(self):
        """The programme's QR voucher manager, or empty."""
        self.ensure_one()
        # sudo: officers and verifiers have no rights on OpenG2P's managers
        for wrapper in self.sudo().entitlement_managers:
            manager = wrapper.manager_ref_id
            if manager and manager._name == MANAGER_MODEL:
                return manager
        return self.env[MANAGER_MODEL].sudo()  # sudo: as above; empty

    @api.depends("program_membership_ids")
    def _compute_have_members(self):
        # OpenG2P reads all members for each person enrolled. As there, the value stays once it is
        # true, so that the shared row of the programme is not written.
        members = self.env["g2p.program_membership"]
        for program in self:
            mine = [("program_id", "=", program._origin.id)]
            known = program.have_members
            program.have_members = known or bool(members.search_count(mine, limit=1))

    # === Change of the manager === #
    @api.onchange("entitlement_managers")
    def _onchange_entitlement_managers(self):
        """Warn about approved entitlements when vouchers are added or removed."""
        before, after = self._origin and self._origin._voucher_manager(), self._voucher_manager()
        if not self._origin or bool(before) == bool(after):
            return None
        message = self._voucher_coming() if after else self._voucher_going()
        title = self.env._("Approved entitlements")
        return {"warning": {"title": title, "message": message}} if message else None

    def _voucher_coming(self):
        """The warning when the programme gets a voucher manager; empty if none is needed."""
        # sudo: only a number
        count = self._origin.sudo()._count_approved_without_voucher()
        if not count:
            return ""
        return self.env._(
            "Approved entitlements of this programme without a voucher: %(count)s. They can no "
            "longer be paid in cash once it issues vouchers. Pay them before you save; or save, "
            "open the QR voucher manager and choose “Prepare vouchers for approved entitlements”.",
            count=count,
        )

    def _voucher_going(self):
        """The warning when the programme loses its voucher manager; empty if none is needed."""
        open_vouchers = [("program_id", "=", self._origin.id), ("state", "in", [DRAFT, ISSUED])]
        # sudo: only a number
        count = self.env["g2p.voucher"].sudo().search_count(open_vouchers)
        if not count:
            return ""
        return self.env._(
            "Vouchers of this programme to issue or to redeem: %(count)s. They stay unchanged, and "
            "their entitlements cannot be paid in cash. Entitlements approved from now on get no "
            "voucher.",
            count=count,
        )

    def _approved_without_voucher(self):
        """Approved entitlements, not paid in cash, without a voucher of any kind.

        The caller has checked the user's right.
        """
        return self.env["g2p.entitlement"].search(self._without_voucher_domain(), order="id")

    def _count_approved_without_voucher(self):
        """The number of these entitlements."""
        return self.env["g2p.entitlement"].search_count(self._without_voucher_domain())

    def _without_voucher_domain(self):
        self.ensure_one()
        return [
            ("cycle_id.program_id", "=", self.id),
            ("state", "=", "approved"),
            ("payment_ids", "=", False),
            ("voucher_ids", "not any", [("state", "not in", list(DEAD_STATES))]),
            *self.env["g2p.entitlement"]._not_served_by_openg2p_domain(),
        ]

    # === End of a programme === #
    def write(self, vals):
        if not vals.get("active", True):
            self._refuse_open_matters(self.env._("This programme cannot be archived now."))
        if vals.get("company_id"):  # without one: a programme of all companies
            moved = self.filtered(lambda program: program.company_id.id != vals["company_id"])
            refusal = self.env._("This programme cannot move to another company now.")
            moved._refuse_open_matters(refusal)
        return super().write(vals)

    def _open_matters(self):
        matters = super()._open_matters()
        running = [("program_id", "in", self.ids), ("state", "in", (DRAFT, ISSUED))]
        count = self.env["g2p.voucher"].search_count(running)
        if count:
            matters.append(
                self.env._(
                    "Vouchers to issue or in use: %(count)s. They could no longer be redeemed: "
                    "issue or revoke them, or wait until they expire.",
                    count=count,
                )
            )
        return matters

    # === HOOKS === #
    def _places_to_use(self, limit):
        """Where vouchers can be used, for their holders.

        :return: (name, place) of some providers, and the number of all
        """
        return [], 0
