from odoo import models


class G2PTimelineMixin(models.AbstractModel):
    """A record with a timeline of past and coming steps for people outside.

    A model gives the entries in its hooks, with ``tools.timeline.entry``; a page shows them with
    the template ``g2p_suite_page.timeline``. No entry names a person of the office.
    """

    _name = "g2p.timeline.mixin"
    _description = "Timeline for People Outside"

    def _portal_timeline(self):
        """The past steps, the latest last, and the coming one, as a list of entries."""
        self.ensure_one()
        self._check_timeline()
        record_sudo = self.sudo()  # sudo: the hooks choose the shown facts of the case
        return [*record_sudo._timeline_past(), *record_sudo._timeline_now()]

    # === HOOKS === #

    def _check_timeline(self):
        """Hook: refuse users who may not see the timeline; by default those without read access."""
        self.check_access("read")

    def _timeline_past(self):
        """Hook: entries of past steps; under sudo, after the check of the caller."""
        return []

    def _timeline_now(self):
        """Hook: entries of the coming step; as above."""
        return []
