from odoo import fields, models


class G2PAssistancePlacement(models.Model):
    """One setting of the place of a case: by whom, from which area to which, and why."""

    _name = "g2p.assistance.placement"
    _description = "Setting of a Place"
    _inherit = "g2p.append.only.mixin"
    _order = "id desc"
    _rec_name = "area_id"

    application_id = fields.Many2one(
        "g2p.assistance.application", required=True, readonly=True, index=True, ondelete="restrict"
    )
    request_id = fields.Many2one(
        "g2p.approval.request",
        "Round",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The round of decisions in which the place was set; empty before the first.",
    )
    company_id = fields.Many2one(related="application_id.company_id", store=True)
    former_area_id = fields.Many2one("g2p.area", "From", readonly=True, ondelete="restrict")
    area_id = fields.Many2one("g2p.area", "To", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="restrict")
    origin = fields.Selection(
        [
            ("person", "Set by a person"),
            ("words", "The words of the applicant"),
            ("registry", "The person's district in the registry"),
        ],
        required=True,
        readonly=True,
    )
    is_move = fields.Boolean(
        "Moved", readonly=True, help="The case had another place, and so other officers."
    )
    words = fields.Char("As written", readonly=True)
    reason = fields.Char(readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    def _kept_sentences(self):
        return {
            "create": self.env._("The place of a case is set on the case."),
            "write": self.env._("The log of places cannot be changed."),
            "unlink": self.env._("The log of places cannot be deleted."),
        }
