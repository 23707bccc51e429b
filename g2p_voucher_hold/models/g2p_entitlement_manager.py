from odoo import fields, models


class G2PVoucherEntitlementManager(models.Model):
    """How long providers of a programme may hold amounts."""

    _inherit = "g2p.program.entitlement.manager.voucher.qr"
    _audit_fields = ("hold_hours",)

    hold_hours = fields.Integer(
        "Hours an amount is held",
        default=72,
        help="A provider can set an amount of a voucher aside before it treats the person, for so "
        "long; also after the voucher's last day. Zero: amounts are only redeemed.",
    )

    _hold_hours = models.Constraint(
        "CHECK(hold_hours BETWEEN 0 AND 720)", "An amount is held for at most 720 hours (30 days)."
    )
