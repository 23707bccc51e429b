from odoo import api, models

from .g2p_assistance_application import CASE


class ResPartner(models.Model):
    """The telephone numbers of cases are parsed again with those of the registry."""

    _inherit = "res.partner"

    @api.model
    def _match_fields(self):
        fields_of = super()._match_fields()
        return {**fields_of, CASE: [*fields_of.get(CASE, []), "phone_keys"]}

    @api.model
    def _match_phones(self):
        """Cases first: after the installation those of before wait for their keys."""
        return [(CASE, [("phone", "!=", False)], ["phone_keys"]), *super()._match_phones()]
