from odoo import fields, models


class G2PVoucherEntitlementManager(models.Model):
    """How long links to a programme's vouchers hold."""

    _inherit = "g2p.program.entitlement.manager.voucher.qr"
    _audit_fields = ("link_days",)

    link_days = fields.Integer(
        "Days a link is valid",
        default=14,
        required=True,
        help="Of links sent by e-mail or SMS; a link ends with its copy at the latest.",
    )

    _link_days = models.Constraint(
        "CHECK(link_days BETWEEN 1 AND 90)", "A link is valid for one to 90 days."
    )
