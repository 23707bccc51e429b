from odoo import models

from .g2p_assistance_type import OFFERED


class G2PAssistanceApplication(models.Model):
    """The hospital is chosen from the public ones, or entered: the answer stays a text."""

    _inherit = "g2p.assistance.application"

    def _portal_offered(self, name):
        """Texts that the page offers for an answer; any other text can be entered."""
        if name != "hospital":
            return []
        # sudo: by _check_applicant, for the applicant alone
        application_sudo = self._check_applicant()
        rows = application_sudo.type_id._public_providers(limit=OFFERED)
        return [row["name"] for row in rows]
