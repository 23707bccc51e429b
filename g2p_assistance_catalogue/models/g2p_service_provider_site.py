from odoo import api, fields, models


class G2PServiceProviderSite(models.Model):
    """Where a place is, for people who look for it."""

    _inherit = "g2p.service.provider.site"

    _audit_fields = ("place",)

    place = fields.Char(help="Street and town, as people read them on the public page.")

    @api.model
    def _domain_public(self, program):
        """The sites of providers that serve the programme, in use whatever the caller's context."""
        return [
            ("active", "=", True),
            "|",
            ("program_ids", "=", False),
            ("program_ids", "in", program.ids),
        ]

    def _is_public(self, program):
        """The same of one site, without a query for each."""
        return self.active and (not self.program_ids or program in self.program_ids)
