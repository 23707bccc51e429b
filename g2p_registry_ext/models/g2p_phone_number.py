from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import phones
from odoo.addons.g2p_suite_base.tools.indexes import trigram


class G2PPhoneNumber(models.Model):
    """A telephone number with its source and keys. A changed or removed one still counts as a
    tie."""

    _name = "g2p.phone.number"
    _inherit = ["g2p.phone.number", "g2p.company.mixin"]

    is_stated = fields.Boolean(
        "Stated only",
        readonly=True,
        help="Copied from the person's own statement, not yet confirmed. A registrar confirms the "
        "number by entering it again.",
    )
    match_keys = fields.Char(compute="_compute_match_keys", store=True, groups=fields.NO_ACCESS)

    _match_keys_idx = models.Index("USING gin (string_to_array(match_keys, ' '))")
    _phone_no_idx = models.Index("USING hash (phone_no)")
    _search_idx = models.Index(trigram("phone_no"))

    # for a changed country of a company, see _cron_match_phones
    @api.depends("phone_no", "country_id", "partner_id.country_id", "partner_id.company_id")
    def _compute_match_keys(self):
        self.partner_id._origin.fetch(["country_id", "company_id"])  # only these columns
        regions = {}  # a batch has few countries and companies
        for number in self:
            person = number.partner_id
            where = number.country_id.id, person.country_id.id, person.company_id.id
            if where not in regions:
                countries = number.country_id, person.country_id
                regions[where] = person._phone_regions(countries, person.company_id)
            number.match_keys = " ".join(phones.keys(number.phone_no, regions[where])) or False

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{**vals, "is_stated": False} for vals in vals_list]
        numbers = super().create(vals_list)
        numbers.partner_id._invalidate_identity()
        return numbers

    def write(self, vals):
        entered = vals.keys() & {"phone_no", "partner_id", "is_stated"}
        if not entered and "country_id" not in vals:
            return super().write(vals)
        if entered and not self.env.su:
            vals = {**vals, "is_stated": False}
        with self.partner_id._identity_changes():
            return super().write(vals)

    def unlink(self):
        with self.partner_id._identity_changes():
            return super().unlink()
