from odoo import fields, models


class G2PVoucherEntitlementManager(models.Model):
    """The validity of links to a programme's vouchers."""

    _inherit = "g2p.program.entitlement.manager.voucher.qr"
    _audit_fields = ("link_days",)

    link_days = fields.Integer(
        "Days a link is valid",
        default=14,
        required=True,
        help="For links sent by e-mail or SMS; a link also ends with its copy.",
    )

    _link_days = models.Constraint(
        "CHECK(link_days BETWEEN 1 AND 90)", "A link is valid for one to 90 days."
    )
