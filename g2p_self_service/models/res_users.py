from odoo import models

QUEUE = "g2p_immediate_assistance.g2p_assistance_application_action_queue"
OFFICER = "g2p_immediate_assistance.group_assistance_officer"


class ResUsers(models.Model):
    """After signing in people land on their applications, and officers on the work queue, unless
    they have chosen another start."""

    _inherit = "res.users"

    def _page_landing(self):
        landing = super()._page_landing()
        if landing or self._is_portal():
            return landing or "/my/assistance"
        # sudo: whether the user has chosen a start, in their own preferences
        if self.has_group(OFFICER) and not self.sudo().action_id:
            return f"/web#action={self.env.ref(QUEUE).id}"
        return ""
