from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import folding, phones


class ResPartner(models.Model):
    """How a registrant's name and telephone are compared: folded, and stored for searching."""

    _inherit = "res.partner"

    match_name = fields.Char(compute="_compute_match_name", store=True, groups=fields.NO_ACCESS)
    match_sound = fields.Char(compute="_compute_match_name", store=True, groups=fields.NO_ACCESS)
    match_keys = fields.Char(compute="_compute_match_keys", store=True, groups=fields.NO_ACCESS)

    _match_keys_idx = models.Index("USING gin (string_to_array(match_keys, ' '))")

    @api.depends("name", "family_name", "given_name", "addl_name", "is_registrant", "is_group")
    def _compute_match_name(self):
        for partner in self:
            words = []
            if partner.is_registrant and not partner.is_group:
                parts = partner.family_name, partner.given_name, partner.addl_name
                words = folding.name(*parts) or folding.name(partner.name)
            partner.match_name = " ".join(words) or False
            partner.match_sound = " ".join(folding.sound(words)) or False

    @api.depends(
        "phone", "is_registrant", "is_group", "country_id", "company_id.partner_id.country_id"
    )
    def _compute_match_keys(self):
        for partner in self:
            found = []
            if partner.phone and partner.is_registrant and not partner.is_group:
                regions = partner._phone_regions(partner.country_id, partner.company_id)
                found = phones.keys(partner.phone, regions)
            partner.match_keys = " ".join(found) or False

    # === When the rules or the libraries have changed === #

    @api.model
    def _match_fields(self):
        """Stored keys of all models; an addon adds its own."""
        return {
            "res.partner": ["match_name", "match_sound", "match_keys"],
            "res.partner.bank": ["match_keys"],
            "g2p.phone.number": ["match_keys"],
            "g2p.reg.id": ["match_keys"],
        }

    @api.model
    def _match_again(self, batch=1000):
        """Compute all keys again, some rows at a time: how something is compared has changed.

        New rows, changed rows, and all rows when the addon is installed, get theirs by themselves.
        """
        for model, names in self._match_fields().items():
            # sudo: of all companies, archived ones too
            records_sudo = self.env[model].sudo().with_context(active_test=False).search([])
            for start in range(0, len(records_sudo), batch):
                part_sudo = records_sudo[start : start + batch]
                for name in names:
                    self.env.add_to_compute(part_sudo._fields[name], part_sudo)
                part_sudo.flush_recordset(names)
                part_sudo.invalidate_recordset()
