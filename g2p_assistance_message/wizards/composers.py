from odoo import models


class MailComposeMessage(models.TransientModel):
    """Mails about many closed threads at once bypass the threads; they are refused too."""

    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        for composer in self:
            if composer.composition_mode == "mass_mail":
                refuse_closed(self.env, composer.model)
        return super()._action_send_mail(auto_commit=auto_commit)


class SmsComposer(models.TransientModel):
    """Text messages about closed threads are refused in each mode: their recipients are outside."""

    _inherit = "sms.composer"

    def _action_send_sms(self):
        for composer in self:
            refuse_closed(self.env, composer.res_model)
        return super()._action_send_sms()


def refuse_closed(env, model):
    if env["mail.message"]._is_closed(model):
        env[model]._refuse_outside()
