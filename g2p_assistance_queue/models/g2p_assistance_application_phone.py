from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import phones

#: cases of one telephone number that a search finds
MOST = 1000


class G2PAssistanceApplication(models.Model):
    """Finding a case by a telephone number, in any notation."""

    _inherit = "g2p.assistance.application"

    phone_keys = fields.Char(compute="_compute_phone_keys", store=True, groups=fields.NO_ACCESS)
    phone_search = fields.Char(
        "Telephone",
        compute="_compute_phone_search",
        search="_search_phone",
        groups="g2p_immediate_assistance.group_assistance_officer,"
        "g2p_immediate_assistance.group_assistance_auditor",
    )

    _phone_keys_idx = models.Index("USING gin (string_to_array(phone_keys, ' '))")

    @api.depends("phone", "country_id", "company_id")
    def _compute_phone_keys(self):
        regions = {}  # a batch has few countries and companies
        for application in self:
            where = application.country_id.id, application.company_id.id
            if where not in regions:
                regions[where] = application._phone_regions()
            found = phones.keys(application.phone, regions[where])
            application.phone_keys = " ".join(found) or False

    @api.depends("phone")
    def _compute_phone_search(self):
        for application in self:
            application.phone_search = application.phone

    @api.model
    def _search_phone(self, operator, value):
        """Search by the whole number only, as cases and registry compare it."""
        if operator not in ("=", "in"):
            raise UserError(self.env._("Search for the whole telephone number."))
        texts = [value] if isinstance(value, str) else [text for text in value or () if text]
        regions = self.env["res.partner"]._phone_regions()
        keys = [key for text in texts for key in phones.keys(text, regions)]
        return [("id", "in", self._ids_by_phone(keys))]

    @api.model
    def _ids_by_phone(self, keys):
        """Ids of the cases with one of these numbers; the search applies the rules to them."""
        if not keys:
            return []
        self.flush_model(["phone_keys"])
        self.env.cr.execute(self._query_by_phone(keys))
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _query_by_phone(self, keys):
        table = SQL.identifier(self._table)
        return SQL(
            "SELECT id FROM %s WHERE string_to_array(phone_keys, ' ') && %s::text[]"
            " ORDER BY id DESC LIMIT %s",
            *(table, list(keys), MOST),
        )
