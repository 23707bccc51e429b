from odoo import api, fields, models


class G2PAssistanceType(models.Model):
    """Whether people come in by themselves."""

    _inherit = "g2p.assistance.type"

    signup_note = fields.Char(compute="_compute_signup_note")

    @api.model
    def _people_sign_up(self):
        """Whether people make accounts by themselves: what Odoo's own page asks, on the website
        that is being looked at where there are some."""
        return self.env["res.users"]._get_signup_invitation_scope() == "b2c"

    def _compute_signup_note(self):
        note = False if self._people_sign_up() else self._sentence_signup()
        for kind in self:
            kind.signup_note = note

    @api.model
    def _sentence_signup(self):
        return self.env._(
            "People cannot make accounts by themselves: the page asks them to come to the office. "
            "An administrator opens it under Settings / Permissions / Customer Account, and with "
            "the Website application in the settings of the site: Free sign up."
        )
