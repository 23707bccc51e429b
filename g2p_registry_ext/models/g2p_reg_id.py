from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import folding, typed
from odoo.addons.g2p_suite_base.tools.indexes import trigram

from ..tools.masking import mask_value

WITH_NUMBER = """
    SELECT id FROM g2p_reg_id WHERE string_to_array(match_keys, ' ') @> ARRAY[%s]
        AND (id_type = %s OR %s IS NULL)
    LIMIT %s
"""


class G2PRegID(models.Model):
    """ID numbers are shown by their last characters, in full to identity readers only, and compared
    in any spelling; a number needs a letter or a digit."""

    _name = "g2p.reg.id"
    _inherit = ["g2p.reg.id", "g2p.company.mixin"]

    value_masked = fields.Char(
        "Number (masked)", compute="_compute_value_masked", help="Last four characters."
    )
    value_shown = fields.Char(
        "Number shown",
        compute="_compute_value_shown",
        help="In full for identity readers, masked for everybody else.",
    )
    match_keys = fields.Char(compute="_compute_match_keys", store=True, groups=fields.NO_ACCESS)

    _match_keys_idx = models.Index("USING gin (string_to_array(match_keys, ' '))")
    _search_idx = models.Index(trigram("value"))

    @api.depends("value")
    def _compute_match_keys(self):
        for record in self:
            record.match_keys = folding.identifier(record.value) or False

    @api.constrains("value")
    def _check_id_number(self):
        for value in filter(None, self.mapped("value")):
            try:
                is_number = bool(typed.identifier(value))
            except typed.Unreadable as error:
                is_number = error.code == "too_long"  # their length is up to the registry
            if not is_number:
                raise ValidationError(
                    self.env._("Enter the ID number as it is printed on the document.")
                )

    @api.depends("value")
    def _compute_value_masked(self):
        for record in self:
            record.value_masked = mask_value(record.value)

    @api.depends("value")
    @api.depends_context("uid")
    def _compute_value_shown(self):
        readable = self.env.user.has_group("g2p_registry_ext.group_registry_identity_reader")
        for record in self:
            record.value_shown = record.value if readable else record.value_masked

    # === BUSINESS === #

    @api.model
    def _with_number(self, number, id_type=None, limit=None):
        """The IDs with this number in any spelling, under sudo: in force or not, of anybody."""
        key, rows_sudo = folding.identifier(number), self.sudo()  # sudo: callers only compare
        if not key:
            return rows_sudo.browse()
        rows_sudo.flush_model()
        type_id = id_type.id if id_type else None
        self.env.cr.execute(SQL(WITH_NUMBER, key, type_id, type_id, limit))
        return rows_sudo.browse([ident for (ident,) in self.env.cr.fetchall()])

    def _is_in_force(self):
        """Whether the document is neither expired nor marked as invalid: it names its person."""
        office = self.partner_id.company_id or self.env.company
        is_expired = bool(self.expiry_date) and self.expiry_date < office._office_day()
        return self.status != "invalid" and not is_expired
