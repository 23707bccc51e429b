from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """The office on the pages of people outside: a way to leave them, a note on accessibility."""

    _inherit = "res.company"

    g2p_leave_address = fields.Char(
        string="Leave page quickly to",
        default="https://www.wikipedia.org/",
        help="Where the button “Leave this page quickly” leads; without an address there is no "
        "button. Choose a page that says nothing about the person.",
    )
    g2p_accessibility_note = fields.Text(
        string="Accessibility note",
        translate=True,
        help="Added to the accessibility statement of the pages: whom to write to, which authority "
        "is responsible, known problems.",
    )

    @api.constrains("g2p_leave_address")
    def _check_leave_address(self):
        for company in self.filtered("g2p_leave_address"):
            parts = urlsplit(company.g2p_leave_address)
            if parts.scheme not in ("http", "https") or not parts.netloc:
                sentence = self.env._(
                    "“%(address)s” is no web address. Enter one that begins with https://.",
                    address=company.g2p_leave_address,
                )
                raise ValidationError(sentence)
