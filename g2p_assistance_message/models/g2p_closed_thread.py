from odoo import models
from odoo.exceptions import UserError

#: values of a post that name addresses instead of contacts
ADDRESSES = ("outgoing_email_to", "sms_numbers")


class G2PClosedThread(models.AbstractModel):
    """Words on a closed thread stay in the office: its *Send message* would make an
    officer believe that the person got it, so notes are the only thing to write there, and they
    reach only those who work in the office."""

    _inherit = "g2p.closed.thread"

    def message_post(self, **kwargs):
        comment = self.env.ref("mail.mt_comment").id
        is_comment = comment == kwargs.get("subtype_id") or (
            kwargs.get("subtype_xmlid") == "mail.mt_comment"
        )
        if kwargs.get("message_type") == "comment" and is_comment:
            self._refuse_outside()
        if any(kwargs.get(name) for name in ADDRESSES):
            self._refuse_outside()
        people = kwargs.get("partner_ids")
        if kwargs.get("message_type") == "email":  # it names everybody to whom it was written
            kwargs["partner_ids"] = sorted(self._inside(people or []))
        else:
            self._check_inside(people)
        return super().message_post(**kwargs)

    def message_notify(self, **kwargs):
        if not self.env.su:  # what the server itself notifies of reaches those inside, below
            self.check_access("read")
            self._check_inside(kwargs.get("partner_ids"))
        return super().message_notify(**kwargs)

    def _check_inside(self, partner_ids):
        if len(self._inside(partner_ids or [])) < len(set(partner_ids or [])):
            raise UserError(
                self.env._(
                    "A note here is for colleagues: mention only people who work in the office. To "
                    "ask the person something, request information instead."
                )
            )

    def _inside(self, partner_ids):
        """The ids of those contacts who have the account of an employee."""
        people = self.env["res.partner"].browse(partner_ids)
        Message = self.env["mail.message"]
        return {partner.id for partner in people if Message._is_inside(partner.id)}

    def _refuse_outside(self):
        raise UserError(
            self.env._(
                "Nobody outside the office gets what is written here. Log a note for your "
                "colleagues; to ask the person something, request information instead."
            )
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """The last door: followers who left the office, and addresses by any other way."""
        found = super()._notify_get_recipients(message, msg_vals, **kwargs)
        inside = self._inside([data["id"] for data in found if data["id"]])
        return [data for data in found if data["id"] in inside]
