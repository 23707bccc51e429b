from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import places

#: areas that are compared with what somebody wrote; a country's districts are fewer
MOST_COMPARED = 5000


class G2PArea(models.Model):
    """A place of the country's administrative division, such as a region or a district."""

    _name = "g2p.area"
    _description = "Area"
    _without_company = "one division of the country, which only administrators change"
    _parent_store = True
    _order = "complete_name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["name", "code"]

    name = fields.Char(
        required=True, help="The official name. Other languages and spellings: see Spellings."
    )
    code = fields.Char(
        required=True, help="The official code, such as KE047; it is shown on dashboards."
    )
    complete_name = fields.Char(compute="_compute_complete_name", store=True, recursive=True)
    key = fields.Char(
        compute="_compute_key", store=True, index=True, help="The name as it is compared."
    )
    # Odoo refuses an area as a part of itself
    parent_id = fields.Many2one("g2p.area", "Part of", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("g2p.area", "parent_id", "Parts")
    spelling_ids = fields.One2many("g2p.area.spelling", "area_id", "Spellings")
    district_id = fields.Many2one(
        "g2p.district",
        "District of the registry",
        ondelete="set null",
        help="Cases of registrants of this district belong to the area.",
    )
    active = fields.Boolean(default=True)

    # names of indexes have small letters only
    _code_lower_uniq = models.UniqueIndex("(lower(code))", "Another area has this code.")
    _district_uniq = models.UniqueIndex(
        "(district_id) WHERE district_id IS NOT NULL", "Another area has this district."
    )

    # === COMPUTE === #

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for area in self:
            above = area.parent_id.complete_name
            area.complete_name = f"{above} / {area.name}" if above else area.name

    @api.depends("name")
    def _compute_key(self):
        for area in self:
            area.key = places.key(area.name)

    # === CHECKS === #

    @api.constrains("code")
    def _check_code(self):
        for area in self:
            if not area.code.replace("-", "").replace(".", "").isalnum() or len(area.code) > 32:
                raise ValidationError(
                    self.env._(
                        "A code has at most 32 letters, digits, - and dots: %(code)s",
                        code=area.code,
                    )
                )

    # === CRUD: officers see the parts of their areas === #

    @api.model_create_multi
    def create(self, vals_list):
        areas = super().create(vals_list)
        self.env.registry.clear_cache()
        return areas

    def write(self, vals):
        done = super().write(vals)
        if "parent_id" in vals:
            self.env.registry.clear_cache()
        return done

    # === BUSINESS === #

    @api.model
    def _meant_by(self, district, town, company):
        """The one area that these words of an application mean; empty if it is not certain.

        :param company: whose officers' spellings count
        """
        return self.browse(places.meant(district, town, *self._known(district, town, company)))

    @api.model
    def _known(self, district, town, company):
        """Areas that have these words as names or spellings, by their keys, and their paths."""
        keys = {places.key_of(district, town), places.key(district), places.key(town)} - {False}
        found = {}
        area_sudo = self.sudo()  # sudo: applicants have no right on areas
        named_sudo = area_sudo.search([("key", "in", list(keys))])
        spellings_sudo = self.env["g2p.area.spelling"].sudo()  # sudo: as above
        spelled_sudo = spellings_sudo._of_keys(keys, company)
        for one_sudo in named_sudo:
            found.setdefault(one_sudo.key, set()).add(one_sudo.id)
        for one_sudo in spelled_sudo:
            found.setdefault(one_sudo.key, set()).add(one_sudo.area_id.id)
        areas_sudo = named_sudo | spelled_sudo.area_id
        return found, {one_sudo.id: one_sudo.parent_path for one_sudo in areas_sudo}

    @api.model
    def _like(self, words, company):
        """Areas whose name or spelling is like one of the words, the best first: for an officer,
        who chooses."""
        keys = {}
        for area in self.search([], limit=MOST_COMPARED):
            keys.setdefault(area.key, set()).add(area.id)
        spellings = self.env["g2p.area.spelling"]
        for one in spellings.search([("company_id", "=", company.id)], limit=MOST_COMPARED):
            keys.setdefault(one.key, set()).add(one.area_id.id)
        keys.pop(False, None)
        alike = places.alike(words, list(keys))
        found = self.browse(dict.fromkeys(area for one in alike for area in sorted(keys[one])))
        return found.filtered("active")[: places.MOST]
