from odoo import fields, models


class G2PAssistanceMember(models.Model):
    """A member of the household, as stated in the application."""

    _name = "g2p.assistance.member"
    _description = "Household Member in an Application"
    _inherit = "g2p.portal.sight.mixin"
    _portal_fields = ("application_id", "name", "relation", "birth_year", "is_dependant")
    _no_user_defaults = True
    _order = "id"

    application_id = fields.Many2one(
        "g2p.assistance.application", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    relation = fields.Selection(
        [
            ("spouse", "Husband or wife"),
            ("child", "Child"),
            ("parent", "Parent"),
            ("sibling", "Brother or sister"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    birth_year = fields.Integer()
    is_dependant = fields.Boolean("Depends on the patient's income")
