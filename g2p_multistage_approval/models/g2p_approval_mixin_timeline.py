from odoo import models

from odoo.addons.g2p_suite_base.tools import timeline

#: verdicts with a text for the person
SAID = ("return", "reject")


class G2PApprovalMixin(models.AbstractModel):
    """The decisions as shown to people outside."""

    _inherit = "g2p.approval.mixin"

    def _timeline_of_decisions(self, title_of):
        """Entries for a timeline; an override looks like a decision of the officers.

        :param title_of: called with each decision; a decision without a title is not shown
        """
        entries = []
        for decision in self.approval_decision_ids.sorted("id"):
            effect, title = decision._effect(), title_of(decision)
            if title:
                text = decision.public_text if effect in SAID else ""
                state = "stop" if effect == "reject" else "done"
                entries.append(timeline.entry(decision.date, title, text, state))
        return entries
