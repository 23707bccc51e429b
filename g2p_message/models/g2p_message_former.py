from odoo import api, fields, models

from .g2p_message_limits import DAY
from .g2p_message_queue import Send

#: alerts to former addresses of one person in a day: changing them again and again, to numbers of
#: others, sends those no more; the first change is always announced
MOST = 6


class G2PMessage(models.Model):
    """Alerts to addresses that a person has no longer.

    Who takes over an account first changes the address to which it would be announced.
    """

    _inherit = "g2p.message"

    @api.model
    def _queue_to_former(self, record, code, partner, addresses):
        """Queue an alert to the addresses that a person had until now.

        :param dict addresses: {channel: address}
        """
        # sudo: who changes an address need not read the texts
        messages_sudo, record_sudo = self.sudo(), record.sudo()
        partner_sudo = partner.sudo()  # sudo: as above
        messages_sudo = messages_sudo.with_company(record_sudo._message_company())
        count = messages_sudo._count_to_former(partner_sudo)
        if count >= MOST:
            return
        occurrence = f"former {fields.Datetime.now().isoformat()} {count}"
        event = messages_sudo._event(code)
        texts = messages_sudo.env["g2p.message.text"]._of_event(code)
        usable, rows = messages_sudo._usable_channels(), []
        for channel, address in addresses.items():
            text = texts._for_record(record_sudo, channel)
            if text and channel in usable:
                send = Send(record_sudo, partner_sudo, channel, text, former=address)
                rows.append(messages_sudo._prepare_row(event, occurrence, send))
        messages_sudo._add(rows)

    @api.model
    def _count_to_former(self, partner):
        lately = ("date", ">", fields.Datetime.now() - DAY)
        return self.search_count(
            [("partner_id", "=", partner.id), ("to_former", "=", True), lately]
        )
