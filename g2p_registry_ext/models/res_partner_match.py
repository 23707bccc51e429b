from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import folding, phones
from odoo.addons.g2p_suite_base.tools.indexes import trigram

#: the only columns from which the keys of names and telephone numbers are computed
NAMED = ("name", "family_name", "given_name", "addl_name", "is_registrant", "is_group")
PLACED = ("is_registrant", "is_group", "country_id", "company_id")


class ResPartner(models.Model):
    """A registrant's name and telephone in compared form: folded, and stored for searching."""

    _inherit = "res.partner"

    match_name = fields.Char(compute="_compute_match_name", store=True, groups=fields.NO_ACCESS)
    match_sound = fields.Char(compute="_compute_match_name", store=True, groups=fields.NO_ACCESS)
    match_keys = fields.Char(compute="_compute_match_keys", store=True, groups=fields.NO_ACCESS)

    _birth_year_idx = models.Index("(birthdate) WHERE birthdate_not_exact")
    _match_keys_idx = models.Index("USING gin (string_to_array(match_keys, ' '))")
    # lists search the name; person fields in forms search all of these (_rec_names_search)
    _name_search_idx = models.Index(trigram("name", "complete_name"))
    _reference_search_idx = models.Index(trigram("email", "ref", "vat", "company_registry"))

    @api.depends(*NAMED)
    def _compute_match_name(self):
        self._origin.fetch(NAMED)  # an update reads all rows of a wide table
        for partner in self:
            words = []
            if partner.is_registrant and not partner.is_group:
                parts = partner.family_name, partner.given_name, partner.addl_name
                words = folding.name(*parts) or folding.name(partner.name)
            partner.match_name = " ".join(words) or False
            partner.match_sound = " ".join(folding.sound(words)) or False

    @api.depends(lambda self: (*self._identity_phones(), *PLACED))
    def _compute_match_keys(self):
        names = self._identity_phones()
        self._origin.fetch([*names, *PLACED])
        regions = {}  # a batch has few countries and companies
        for partner in self:
            numbers = [partner[name] for name in names if partner[name]]
            if not numbers or not partner.is_registrant or partner.is_group:
                partner.match_keys = False
                continue
            where = partner.country_id.id, partner.company_id.id
            if where not in regions:
                regions[where] = partner._phone_regions(partner.country_id, partner.company_id)
            found = [key for number in numbers for key in phones.keys(number, regions[where])]
            partner.match_keys = " ".join(dict.fromkeys(found)) or False

    # === When a company moves, or rules or libraries change === #

    def write(self, vals):
        done = super().write(vals)
        if "country_id" in vals:
            # sudo: only checks whether it is the contact of a company
            offices = self.env["res.company"].sudo().with_context(active_test=False)
            if offices.search_count([("partner_id", "in", self.ids)], limit=1):
                # sudo: a user who may edit a company need not have access to jobs
                self.env.ref("g2p_registry_ext.ir_cron_match_phones").sudo()._trigger()
        return done

    @api.model
    def _match_fields(self):
        """Stored keys of all models; addons add their own."""
        return {
            "res.partner": ["match_name", "match_sound", "match_keys"],
            "res.partner.bank": ["match_keys"],
            "g2p.phone.number": ["match_keys"],
            "g2p.reg.id": ["match_keys"],
        }

    @api.model
    def _recompute_match_keys(self, batch=1000):
        """Recompute all keys, some rows at a time, after the comparison has changed.

        New rows, changed rows and, at installation, all rows are computed automatically.
        """
        for model, names in self._match_fields().items():
            for part in self._match_parts(model, [], batch):
                self._match_part(part, names)

    @api.model
    def _match_phones(self):
        """Hook: (model, domain, stored keys) of all rows with a telephone number."""
        own = [("is_registrant", "=", True), ("match_keys", "!=", False)]
        keys = ["match_keys"]
        return [("g2p.phone.number", [], keys), ("res.partner", own, keys)]

    @api.model
    def _cron_match_phones(self, batch=1000):
        """Parse all telephone numbers again: the country of a company has changed.

        Commits after each part: a registry has too many of them for one request.
        """
        for model, domain, names in self._match_phones():
            for part in self._match_parts(model, domain, batch):
                self._match_part(part, names)
                self.env["ir.cron"]._commit_progress(len(part))

    @api.model
    def _match_parts(self, model, domain, batch):
        # sudo: of all companies, archived ones too
        records_sudo = self.env[model].sudo().with_context(active_test=False).search(domain)
        for start in range(0, len(records_sudo), batch):
            yield records_sudo[start : start + batch].exists()

    @api.model
    def _match_part(self, records_sudo, names):
        for name in names:
            self.env.add_to_compute(records_sudo._fields[name], records_sudo)
        records_sudo.flush_recordset(names)
        records_sudo.invalidate_recordset()
