from odoo import models


class G2PTimelineMixin(models.AbstractModel):
    """A record of which people outside read what happened to it and what comes.

    A model says both in its hooks, with ``tools.timeline.entry``; a page shows them with the
    template ``g2p_suite_base.timeline``. No entry names a person of the office.
    """

    _name = "g2p.timeline.mixin"
    _description = "What Happened, for People Outside"

    def _portal_timeline(self):
        """What happened, the latest last, and what comes, as a list of entries."""
        self.ensure_one()
        self._check_timeline()
        record_sudo = self.sudo()  # sudo: the hooks choose what is shown of the case
        return [*record_sudo._timeline_past(), *record_sudo._timeline_now()]

    # === HOOKS === #

    def _check_timeline(self):
        """Hook: refuse whoever is not shown what happened; by default who may not read."""
        self.check_access("read")

    def _timeline_past(self):
        """Hook: entries of what happened; under sudo, after the check of the caller."""
        return []

    def _timeline_now(self):
        """Hook: entries of what is waited for; as above."""
        return []
