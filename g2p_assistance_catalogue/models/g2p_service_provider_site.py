from odoo import fields, models


class G2PServiceProviderSite(models.Model):
    """Where a place is, for people who look for it."""

    _inherit = "g2p.service.provider.site"

    _audit_fields = ("place",)

    place = fields.Char(help="Street and town, as people read them on the public page.")
