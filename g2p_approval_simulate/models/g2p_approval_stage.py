from odoo import models


class G2PApprovalStage(models.Model):
    """The simulated outcome of a stage."""

    _inherit = "g2p.approval.stage"

    def _simulate(self, record, amount, requester):
        """The simulated outcome of this stage, as values of a ``g2p.approval.simulate.line``.

        :param record: the tested record, under sudo; an empty one for an amount only
        :param float amount: the amount that would be requested
        :param requester: the user who would submit it
        """
        runs, why = self._simulate_runs(record, amount)
        people = self._officers() | self._officers_on(record)
        reasons = {
            user: record and record._approval_why_not_party(user, requester) for user in people
        }
        able = people.filtered(lambda user: not reasons[user])
        lines = [f"{user.name}: {reasons[user]}" for user in people - able]
        return {
            "name": self.name,
            "runs": runs,
            "why": why,
            "required": self._required(self._officers_on(record)),
            "can": ", ".join(able.mapped("name")) or False,
            "cannot": "\n".join(lines) or False,
        }

    def _simulate_runs(self, record, amount):
        why = self._why_left_out(record, amount)
        if why:
            return False, why
        conditional = not record and self.domain != "[]"
        return True, conditional and self.env._("If its condition holds for the record")
