from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_users_confirm import CONFIRM_KEY

#: minutes without use after which a session ends, and on a shared telephone
IDLE, SHARED_IDLE = 480, 10
LONGEST_IDLE = 7 * 24 * 60
IDLE_KEY = "g2p_suite_account.idle_minutes"
SHARED_KEY = "g2p_suite_account.shared_minutes"
LEFT_KEY = "g2p_suite_account.sessions_left_to_odoo"


class ResConfigSettings(models.TransientModel):
    """When sessions end, and whether a new account's address has to be confirmed."""

    _inherit = "res.config.settings"

    g2p_confirm_addresses = fields.Boolean(
        string="Confirm e-mail addresses",
        config_parameter=CONFIRM_KEY,
        help="A new account begins with a link in a mail, also on Odoo's own sign-up page. "
        "Outgoing mail has to work.",
    )
    g2p_can_mail = fields.Boolean("E-mail can be sent", compute="_compute_g2p_can_mail")
    g2p_idle_minutes = fields.Integer(
        string="Sign out after minutes without use",
        config_parameter=IDLE_KEY,
        default=IDLE,
        help="For everybody who signs in on this server.",
    )
    g2p_sessions_left = fields.Boolean(
        string="Leave the usual end to Odoo",
        config_parameter=LEFT_KEY,
        help="Sessions end as on a server without the suite, but on a shared telephone.",
    )
    g2p_shared_minutes = fields.Integer(
        string="On a shared telephone",
        config_parameter=SHARED_KEY,
        default=SHARED_IDLE,
        help="Minutes without use where the person has ticked that others use the telephone too.",
    )

    def _compute_g2p_can_mail(self):
        self.g2p_can_mail = self.env["res.users"]._can_mail()

    @api.constrains("g2p_idle_minutes", "g2p_shared_minutes")
    def _check_idle_minutes(self):
        for settings in self:
            for minutes in (settings.g2p_idle_minutes, settings.g2p_shared_minutes):
                if not 1 <= minutes <= LONGEST_IDLE:
                    sentence = self.env._(
                        "A session cannot end after %(minutes)s minutes. Enter 1 to %(most)s.",
                        minutes=minutes,
                        most=LONGEST_IDLE,
                    )
                    raise ValidationError(sentence)

    def set_values(self):
        """Store 0 too: Odoo 17.0 removes the parameter, and shows the default again."""
        res = super().set_values()
        self.env["ir.config_parameter"].set_param(IDLE_KEY, str(self.g2p_idle_minutes))
        return res

    @api.model
    def _idle_minutes(self, is_shared):
        """Minutes without use after which a session ends; never longer on a shared telephone."""
        # sudo: how long a session lasts is no secret
        is_left = self.env["ir.config_parameter"].sudo().get_param(LEFT_KEY) == "True"
        usual = LONGEST_IDLE if is_left else self._minutes_of(IDLE_KEY, IDLE)
        return min(usual, self._minutes_of(SHARED_KEY, SHARED_IDLE)) if is_shared else usual

    @api.model
    def _minutes_of(self, key, default):
        """The setting; the default where none can be read."""
        # sudo: how long a session lasts is no secret
        text = self.env["ir.config_parameter"].sudo().get_param(key) or ""
        is_number = text.isascii() and text.isdigit() and len(text) < 7
        return int(text) if is_number and 1 <= int(text) <= LONGEST_IDLE else default
