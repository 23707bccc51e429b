from odoo import SUPERUSER_ID, api, models, tools
from odoo.exceptions import UserError

from ..tools.logins import typed_login
from .g2p_sign_in_failure import MAIL, NETWORK

MAIL_CRON = "mail.ir_cron_mail_scheduler_action"
#: what Odoo's configuration says when nobody has set a mail server
UNSET = (None, False, "", "localhost")


class ResUsers(models.Model):
    """Mails about accounts, most of them for strangers on the sign-in pages: whether they can be
    sent, how many, and the writing. They wait for Odoo's queue, so that the answer does not take
    longer for them."""

    _inherit = "res.users"

    @api.model
    def _can_mail(self):
        """Whether the server has been given a way to send mails, and the office an address.

        Not whether it works: a mail that fails is listed with its reason, and retried.
        """
        # sudo: the page says whether a mail will come
        servers_sudo = self.env["ir.mail_server"].sudo()
        is_set = tools.config["smtp_server"] not in UNSET or servers_sudo.search_count([], limit=1)
        return bool(is_set and self.env.company._mail_sender())

    @api.model
    def _sentence_no_mail(self):
        return self.env._(
            "This server cannot send e-mail yet, so no link can reach you. Go to the office: it "
            "makes an account for you, or sets a new password."
        )

    @api.model
    def _check_mail(self):
        """Refuse what would end with a mail that never comes, or with too many; the same for every
        address, with or without an account."""
        if not self._can_mail():
            raise UserError(self._sentence_no_mail())
        if seconds := self.env["g2p.sign.in.failure"]._wait((NETWORK, "")):
            sentence = self.env._(
                "Too many links have been asked for from your network. Wait %(minutes)s min and "
                "try again, or ask the office.",
                minutes=max(-(-seconds // 60), 1),
            )
            raise UserError(sentence)

    @api.model
    def _may_mail(self, address):
        """Whether a stranger may have another mail sent to this address; counts it."""
        mails, failures = (MAIL, typed_login(address).lower()), self.env["g2p.sign.in.failure"]
        if failures._wait(mails):
            return False
        failures._count(mails)
        failures._count((NETWORK, ""))
        return True

    @api.model
    def _mail_to(self, address, subject, template, values, office=None):
        """Write a mail of the office, and wake the queue; see ``_write_mail``."""
        self._write_mail(address, subject, template, values, office)
        self.env.ref(MAIL_CRON).sudo()._trigger()  # sudo: visitors have no right to jobs

    @api.model
    def _write_mail(self, address, subject, template, values, office=None):
        """Write a mail of the office, which is deleted once it is sent.

        :param dict values: of the template, which also gets the name of the office
        :param office: its company; else that of the environment
        :return: the mail, as the superuser's
        """
        # sudo: visitors write in the name of the office
        company_sudo = (office or self.env.company).sudo()
        body = self.env["ir.qweb"]._render(template, {**values, "office": company_sudo.name})
        # sudo: visitors may not write mails; this one goes to an address that the caller knows
        return (
            self.env["mail.mail"]
            .with_user(SUPERUSER_ID)
            .create(
                {
                    "subject": subject,
                    "body_html": body,
                    "email_to": address,
                    "email_from": company_sudo._mail_sender(),
                    "auto_delete": True,
                }
            )
        )
