from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.g2p_voucher_key.const import ISSUER_GROUP


class G2PVoucherEntitlementManager(models.Model):
    """A programme with automatic issue, in the name of officers who turned it on."""

    _inherit = "g2p.program.entitlement.manager.voucher.qr"
    _audit_fields = ("auto_issuer_ids",)

    issue_mode = fields.Selection(
        [("manual", "By an issuing officer"), ("auto", "Automatically, in an officer's name")],
        compute="_compute_issue_mode",
        store=True,
        string="Issue",
        help="An issuing officer of the programme turns automatic issue on in their own name, with "
        "a button that only issuing officers see here.",
    )
    auto_issuer_ids = fields.Many2many(
        "res.users",
        "g2p_voucher_manager_auto_issuer_rel",
        string="In the name of",
        readonly=True,
        copy=False,
        help="Issuing officers who turned it on. A voucher is issued in the name of the first "
        "of them who took no part in its case; without one it waits.",
    )
    is_auto_issuer = fields.Boolean(compute="_compute_is_auto_issuer")

    # === COMPUTE === #
    @api.depends("auto_issuer_ids")
    def _compute_issue_mode(self):
        for manager in self:
            manager.issue_mode = "auto" if manager.auto_issuer_ids else "manual"

    @api.depends("auto_issuer_ids")
    @api.depends_context("uid")
    def _compute_is_auto_issuer(self):
        for manager in self:
            manager.is_auto_issuer = self.env.user in manager.auto_issuer_ids

    # === CRUD === #
    @api.model_create_multi
    def create(self, vals_list):
        self._check_auto_vals(*vals_list)
        # set explicitly: a default of a context or a user must not win
        return super().create([{"auto_issuer_ids": False, **vals} for vals in vals_list])

    def write(self, vals):
        self._check_auto_vals(vals)
        return super().write(vals)

    def _check_auto_vals(self, *vals_list):
        """Refuse automatic issue in the name of another officer."""
        if not self.env.su and any("auto_issuer_ids" in vals for vals in vals_list):
            raise AccessError(
                self.env._(
                    "Automatic issue can be turned on only by an issuing officer, for themselves, "
                    "with the button on the QR voucher manager."
                )
            )

    # === ACTIONS === #
    def action_auto_on(self):
        """Issue vouchers automatically in the name of the current user."""
        self.ensure_one()
        self.check_access("read")
        manager_sudo = self.sudo()  # sudo: issuing officers only read the manager
        user = self.env.user
        if not user.has_group(ISSUER_GROUP) or user not in manager_sudo.issuer_ids:
            raise AccessError(
                self.env._(
                    "Only issuing officers of %(program)s can have vouchers issued in their name.",
                    program=manager_sudo.program_id.name,
                )
            )
        manager_sudo.write({"auto_issuer_ids": [(4, user.id)]})
        self.env["g2p.voucher.batch"]._retry_held(manager_sudo)

    def action_auto_off(self):
        """Stop automatic issue in the name of the current user; a manager stops it for all."""
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        # sudo: officers only read the manager
        users = self.sudo().auto_issuer_ids if self.has_access("write") else user
        # sudo: as in action_auto_on; it only removes officers
        self.sudo().write({"auto_issuer_ids": [(3, one.id) for one in users]})
