from odoo import models

from odoo.addons.g2p_suite_base.tools import timeline

#: verdicts with a text for the person
SAID = ("return", "reject")


class G2PApprovalMixin(models.AbstractModel):
    """The decisions as shown to people outside."""

    _inherit = "g2p.approval.mixin"

    def _timeline_of_decisions(self, title_of, text_of=None):
        """Entries for a timeline; an override looks like a decision of the officers.

        :param title_of: called with each decision; a decision without a title is not shown
        :param text_of: called with each decision; by default the text for the person of a verdict
        """
        entries = []
        for decision in self.approval_decision_ids.sorted("id"):
            effect, title = decision._effect(), title_of(decision)
            if title:
                said = decision.public_text if effect in SAID else ""
                text = text_of(decision) if text_of else said
                state = "stop" if effect == "reject" else "done"
                entries.append(timeline.entry(decision.date, title, text, state))
        return entries
