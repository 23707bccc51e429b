from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import places
from .g2p_assistance_application import MANAGER


class G2PAreaSpelling(models.Model):
    """Words by which applicants of a company write an area: another name or spelling of it.

    Applications with these words get the area when they are submitted, unless the words mean
    another area too. Managers enter them, and officers when they set the place of a case.
    """

    _name = "g2p.area.spelling"
    _description = "Spelling of an Area"
    _inherit = ["g2p.audit.mixin", "g2p.company.mixin"]
    _order = "key, id"

    _audit_fields = ("area_id", "name", "town", "company_id", "active")

    area_id = fields.Many2one("g2p.area", required=True, index=True, ondelete="cascade")
    name = fields.Char("As written", required=True, help="A district, or a town or village.")
    town = fields.Char(
        "With the town", help="The spelling counts only where this town is written beside it."
    )
    key = fields.Char(
        compute="_compute_key", store=True, readonly=True, help="The words as they are compared."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    active = fields.Boolean(default=True)

    _key_uniq = models.UniqueIndex(
        "(company_id, key, area_id)", "This spelling of the area is already known."
    )

    @api.depends("name", "town")
    def _compute_key(self):
        for spelling in self:
            spelling.key = places.key_of(spelling.name, spelling.town)

    @api.constrains("name", "town")
    def _check_words(self):
        for spelling in self:
            if not spelling.key:
                raise ValidationError(
                    self.env._(
                        "A spelling has at least one letter or digit: %(name)s", name=spelling.name
                    )
                )

    @api.model
    def _of_keys(self, keys, company):
        """The company's spellings with these keys, of areas in use."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("key", "in", list(keys)),
                ("active", "=", True),
                ("area_id.active", "=", True),
            ]
        )

    @api.model
    def _check_remember(self, area, district, town, company):
        """Refuse words that already mean another area, except to managers: who chooses the area
        of later applications chooses the officers who see them."""
        found, paths = area._known(district, town, company)
        paths[area.id] = area.sudo().parent_path  # sudo: as in _known
        another = places.means_another(area.id, district, town, found, paths)
        if another and not self.env.user.has_group(MANAGER):
            raise UserError(
                self.env._(
                    "%(words)s already means another area. Set the place without using it for "
                    "later applications, or ask an assistance manager to add the spelling.",
                    words=", ".join(filter(None, (district, town))),
                )
            )

    @api.model
    def _remember(self, area, district, town, company):
        """Let applications with these words get the area from now on."""
        self._check_remember(area, district, town, company)
        vals = {"name": district or town, "town": town if district else False}
        own = [("company_id", "=", company.id), ("area_id", "=", area.id)]
        known = [*own, ("key", "=", places.key_of(district, town))]
        # sudo: the caller has checked who may set the place of the case with these words
        spelling_sudo = self.sudo().with_context(active_test=False)
        found_sudo = spelling_sudo.search(known, limit=1)
        if found_sudo:
            found_sudo._restore()
        elif places.key_of(district, town):
            spelling_sudo.create({**vals, "area_id": area.id, "company_id": company.id})

    def _restore(self):
        """Use an archived spelling (under sudo) again: a manager archived it, so only a manager
        does."""
        if self.active:
            return
        if not self.env.user.has_group(MANAGER):
            raise UserError(
                self.env._(
                    "An assistance manager archived the spelling %(words)s of %(area)s. Set the "
                    "place without using it for later applications, or ask an assistance manager "
                    "to restore the spelling.",
                    words=", ".join(filter(None, (self.name, self.town))),
                    area=self.area_id.complete_name,
                )
            )
        self.active = True
