from odoo import fields, models


class G2PServiceProviderSite(models.Model):
    """A place where a provider serves people."""

    _name = "g2p.service.provider.site"
    _description = "Service provider site"
    _inherit = ["g2p.portal.sight.mixin", "g2p.audit.mixin", "g2p.company.mixin"]
    _portal_fields = ("name", "provider_id", "active")
    _order = "name"

    _audit_fields = ("name", "provider_id", "program_ids", "active")

    name = fields.Char(required=True)
    provider_id = fields.Many2one(
        "g2p.service.provider", required=True, ondelete="cascade", index=True
    )
    program_ids = fields.Many2many(
        "g2p.program",
        string="Programmes",
        help="Programmes served here. Leave it empty for all programmes of the provider.",
    )
    company_id = fields.Many2one(related="provider_id.company_id", store=True)
    active = fields.Boolean(default=True)
