from odoo import models
from odoo.exceptions import UserError


class G2PClosedThread(models.AbstractModel):
    """Words on a closed thread stay in the office: its *Send message* would make an
    officer believe that the person got it, so notes are the only thing to write there."""

    _inherit = "g2p.closed.thread"

    def message_post(self, **kwargs):
        comment = self.env.ref("mail.mt_comment").id
        is_comment = comment == kwargs.get("subtype_id") or (
            kwargs.get("subtype_xmlid") == "mail.mt_comment"
        )
        if kwargs.get("message_type") == "comment" and is_comment:
            raise UserError(
                self.env._(
                    "Nobody outside the office gets what is written here. Log a note for your "
                    "colleagues; to ask the person something, request information instead."
                )
            )
        return super().message_post(**kwargs)
