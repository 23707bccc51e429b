from odoo import api, fields, models


class G2PAssistanceType(models.Model):
    """A note to the office while people cannot sign up themselves."""

    _inherit = "g2p.assistance.type"

    signup_note = fields.Char(compute="_compute_signup_note")

    @api.model
    def _is_signup_open(self):
        """Whether people can create accounts themselves, as Odoo's own page checks it: by the
        setting of the current website, if there is one."""
        return self.env["res.users"]._get_signup_invitation_scope() == "b2c"

    def _compute_signup_note(self):
        note = False if self._is_signup_open() else self._sentence_signup()
        for kind in self:
            kind.signup_note = note

    @api.model
    def _sentence_signup(self):
        return self.env._(
            "People cannot create accounts themselves: the page refers them to the office. An "
            "administrator can change this under Settings / General Settings, Customer Account, or "
            "with the Website application in the settings of the site: Free sign up."
        )
