from odoo import models

from odoo.addons.g2p_suite_base.tools import moments


class G2PAssistanceType(models.Model):
    """The promised time in words."""

    _inherit = "g2p.assistance.type"

    def _answer_within(self):
        """The time in which the office answers, such as "72 hours"."""
        return moments.hours(self.answer_within_hours, self.env.lang or "en_US")
