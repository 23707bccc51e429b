from odoo import api, fields, models

from odoo.addons.g2p_multistage_approval.models.g2p_approval_step_people import MANY

INBOX = "g2p_multistage_approval.g2p_approval_step_action_inbox"


class G2PApprovalStep(models.Model):
    """The counters of the top bar, and facts of the cases in lists of steps."""

    _inherit = "g2p.approval.step"

    case_facts = fields.Char("About", compute="_compute_case_facts")
    amount_now = fields.Monetary(
        "Amount so far",
        compute="_compute_amount_now",
        help="The amount that an approval without another one grants.",
    )

    # === COMPUTE === #

    @api.depends("model")
    @api.depends_context("uid", "lang")
    def _compute_case_facts(self):
        """From the records that the reader may read, for all steps of a model together."""
        facts = {}
        for model, steps in self.grouped("model").items():
            if model in self.env:
                ids = steps.sudo().request_id.mapped("res_id")  # sudo: only which records
                records = self.env[model].browse(ids)._filtered_access("read")
                found = records._approval_queue_facts()
                facts.update({(model, record.id): text for record, text in found.items()})
        for step, step_sudo in zip(self, self.sudo(), strict=True):  # sudo: as above
            step.case_facts = facts.get((step.model, step_sudo.request_id.res_id), False)

    @api.depends("request_id")
    def _compute_amount_now(self):
        for step, step_sudo in zip(self, self.sudo(), strict=True):  # sudo: readers of the step
            step.amount_now = step_sudo.request_id._granted_amount()

    # === PUBLIC: the top bar === #

    @api.model
    @api.readonly
    def queue_counts(self):
        """The counters of the top bar for the current user, those of zero left out.

        :return: list of dict (key, title, icon, action, count, late); each number is ``MANY`` at
            most, meaning that many or more
        """
        if not self.has_access("read"):
            return []
        return [counter for counter in self._queue_counters() if counter["count"]]

    @api.model
    def _queue_counters(self):
        """Hook: what waits for the current user; an addon adds its own with
        ``_queue_counter``."""
        elsewhere, here = self._queue_models_elsewhere(), []
        if elsewhere:  # by the seats, of which there are few: not each step of those models is read
            seats = self.env["g2p.approval.seat"]._query_of_model("not in", elsewhere)
            here = [("seat_ids", "in", seats)]
        return [self._queue_counter_of_steps("steps", here, self._queue_title(), INBOX)]

    @api.model
    def _queue_title(self):
        return self.env._("Cases that wait for your decision")

    @api.model
    def _queue_models_elsewhere(self):
        """Hook: models whose cases have a counter of their own."""
        return []

    @api.model
    def _queue_counter_of_steps(self, key, domain, title, action):
        """The counter of the open steps that the user can decide and nobody else has taken."""
        mine = [("can_decide", "=", True), ("is_free", "=", True), *domain]
        shown = {"key": key, "title": title, "icon": "fa-gavel", "action": action}
        return self._queue_counter(shown, self, mine, [*mine, ("is_overdue", "=", True)])

    @api.model
    def _queue_counter(self, shown, records, domain, late=None):
        """A counter of the records of a domain, and of its late ones.

        :param dict shown: key, title, icon, and action: the XML id of the list that it opens
        """
        count = records.search_count(domain, limit=MANY)
        overdue = records.search_count(late, limit=MANY) if count and late else 0
        return {**shown, "count": count, "late": overdue}
