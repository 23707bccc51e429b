from odoo import api, models


class MailMail(models.Model):
    """E-mails that belong to a closed thread go to nobody outside the office.

    Every way of Odoo ends here: templates, composers, and notifications whose caller names the
    record instead of being called on it.
    """

    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        Message = self.env["mail.message"]
        for mail in mails:
            if Message._is_closed(mail.model) and mail._is_to_outside():
                self.env[mail.model]._refuse_outside()
        return mails

    def _is_to_outside(self):
        """Whether it goes to a contact without the account of an employee, or to an address."""
        is_inside = self.env["mail.message"]._is_inside
        people = self.recipient_ids
        return bool(self.email_to or self.email_cc) or not all(map(is_inside, people.ids))
