from odoo import fields, models


class G2PProgramMembership(models.Model):
    """The cases behind a membership, by which record rules limit who reads it."""

    _inherit = "g2p.program_membership"

    assistance_application_ids = fields.One2many(
        "g2p.assistance.application", "program_membership_id", groups=fields.NO_ACCESS
    )


class G2PAssistanceApplication(models.Model):
    """An index for it."""

    _inherit = "g2p.assistance.application"

    program_membership_id = fields.Many2one(index="btree_not_null")
