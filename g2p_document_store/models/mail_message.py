from odoo import api, models
from odoo.exceptions import AccessError


class MailMessage(models.Model):
    """Closed threads accept no message from outside (``g2p.closed.thread``)."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if self._is_closed(vals.get("model")) and self._is_written_outside(vals):
                self._refuse_from_outside()
        return super().create(vals_list)

    def write(self, vals):
        if {"body", "attachment_ids", "subject", "message_type"} & vals.keys():
            self._check_not_from_outside()
        return super().write(vals)

    def unlink(self):
        self._check_not_from_outside()
        return super().unlink()

    @api.model
    def _is_closed(self, model_name):
        model = self.env.registry.get(model_name or "")
        return bool(getattr(model, "_thread_closed_outside", False))

    @api.model
    def _is_written_outside(self, vals):
        """Whether a person from outside writes this: by a page, by RPC or by e-mail.

        Messages that the suite itself logs during their requests do not count.
        """
        # sudo: only checks whether an account is an employee's
        user_sudo = self.env.user.sudo()
        if user_sudo.share and not self.env.su:
            return True
        if vals.get("message_type") == "email":  # an incoming e-mail
            return not self._is_inside(vals.get("author_id"))
        if vals.get("message_type") != "comment":
            return False
        author_id = vals.get("author_id")
        return user_sudo.share or bool(author_id and not self._is_inside(author_id))

    @api.model
    def _is_inside(self, partner_id):
        """Whether the partner has the account of an employee."""
        # sudo: as above
        users_sudo = self.env["res.partner"].sudo().browse(partner_id or []).user_ids
        return any(not user.share for user in users_sudo)

    def _check_not_from_outside(self):
        # sudo: only reads the messages' records
        models_named = set(self.sudo().mapped("model"))
        # sudo: only checks for an employee's account
        if self.env.user.sudo().share and any(self._is_closed(name) for name in models_named):
            self._refuse_from_outside()

    @api.model
    def _refuse_from_outside(self):
        raise AccessError(
            self.env._("You cannot write here. Answer on the page of your case when you are asked.")
        )
