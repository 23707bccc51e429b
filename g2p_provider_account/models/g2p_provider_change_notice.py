from datetime import timedelta

from odoo import fields, models
from odoo.tools import email_normalize

from odoo.addons.g2p_deferred.tools.deferral import deferrable
from odoo.addons.g2p_suite_base.tools import moments

#: so long a former address of the contact is notified too
DAYS = 90


class G2PProviderChange(models.Model):
    """Notices to the contact of a provider, and to the former one."""

    _inherit = "g2p.provider.change"

    @deferrable("notice", chunk=1)
    def _send_notice(self):
        """Write a mail to each address of the contact, once for each state of an account."""
        for change in self.filtered(lambda one: one.kind == "account" and one._is_told()):
            told = (change.noticed or "").split()
            if change.state in told:
                continue
            mails = [change._prepare_mail(address) for address in change._notice_addresses()]
            # sudo: the mails of the office
            self.env["mail.mail"].sudo().create(mails)
            change._write_engine({"noticed": " ".join([*told, change.state])})

    def _is_told(self):
        """Whether the contact hears of it: nothing changes when an account is only confirmed."""
        return self.origin in ("office", "provider") and self._is_another()

    def _notice_addresses(self):
        """The contact's address, and those of the contact in the last 90 days: who steals a
        payment first leads the notices elsewhere."""
        former = self._recent_contacts().sorted("id").mapped("email_old")
        found = [self.provider_id.partner_id.email, *former]
        addresses = [email_normalize(address or "") for address in found]
        return list(dict.fromkeys(filter(None, addresses)))

    def _recent_contacts(self):
        """The changes of the contact's address in the last 90 days; under sudo."""
        since = self.date_requested - timedelta(days=DAYS)
        return self.search(
            [
                ("provider_id", "=", self.provider_id.id),
                ("kind", "=", "contact"),
                ("date_requested", ">=", since),
            ]
        )

    def _prepare_mail(self, address):
        """Values of the mail to one address; it names no account, only its last characters."""
        here = self.with_context(lang=self.provider_id.partner_id.lang or self.env.lang)
        office = here.company_id
        body = here.env["ir.qweb"]._render(
            "g2p_provider_account.notice",
            {"change": here, "office": office.name, "sentence": here._notice_sentence()},
        )
        return {
            "subject": here._notice_subject(),
            "body_html": body,
            "email_to": address,
            "email_from": office._mail_sender(),
            "auto_delete": True,
        }

    def _notice_subject(self):
        return self.env._("Bank account of %(code)s", code=self.provider_id.code)

    def _notice_sentence(self):
        """The news as a sentence for the contact."""
        due = moments.shown(self.env, self.in_force_from or fields.Datetime.now(), self.company_id)
        sentences = {
            "proposed": self.env._(
                "Another bank account was asked for. A second officer decides, and nothing is paid "
                "to you until then."
            ),
            "confirmed": self.env._(
                "Another bank account was confirmed. It comes into force on %(moment)s, and "
                "nothing is paid to you until then.",
                moment=due,
            ),
            "done": self.env._("Another bank account is in force now."),
            "refused": self.env._("The other bank account was refused. Yours stays."),
            "withdrawn": self.env._("The change of your bank account was stopped. Yours stays."),
        }
        return sentences[self.state]
