from odoo import api, models
from odoo.exceptions import UserError

from ..tools.seats import too_few

ADDON = "g2p_assistance_appeal"


class G2PAssistanceApplication(models.Model):
    """Whether officers who took no part in the first decision can decide the appeal."""

    _inherit = "g2p.assistance.application"

    def _why_appeal_waits(self):
        """Why the round of a received appeal cannot be opened, as a sentence; else False; under
        sudo."""
        requests = self.env["g2p.approval.request"]
        try:
            amount = requests._amount_of(self)
            policy = requests._policy_for(self, amount)
            stages = policy._stages_for(self, amount)
        except UserError as error:
            return str(error)
        if not policy.allow_resubmit:
            return self.env._(
                "The procedure %(policy)s does not let a rejected case be submitted again. Allow "
                "it under Approvals / Configuration / Procedures.",
                policy=policy.name,
            )
        applying = stages.filtered(lambda stage: not stage._why_left_out(self, amount))
        return self._why_too_few(policy, applying)

    def _why_too_few(self, policy, stages):
        needed = [stage._required(stage._officers_on(self)) for stage in stages]
        most = sum(needed)
        people = [self._able_officers(stage, most) for stage in stages]
        short = too_few([*zip(needed, people, strict=True)], policy.distinct_officers)
        if not short:
            return False
        return self.env._(
            "Too few officers who took no part in the first decision can decide: %(stages)s. Name "
            "more officers in the procedure %(policy)s, then ask them.",
            stages=", ".join(stages[at].name for at in short),
            policy=policy.name,
        )

    def _able_officers(self, stage, most):
        """Ids of officers of the stage who can decide this case; more than ``most`` are not
        needed."""
        able = []
        for user in stage._officers() | stage._officers_on(self):
            if len(able) < most and self._can_decide_appeal(user):
                able.append(user.id)
        return able

    def _can_decide_appeal(self, user):
        # sudo: companies of users are not readable by everybody
        works_here = self.company_id in user.sudo().company_ids
        if not works_here or self._approval_why_not_party(user, self.applicant_user_id):
            return False
        return self.with_user(user).sudo(False).has_access("read")

    # === HOOKS === #

    @api.model
    def _why_not_without(self, addon):
        """Officers of appeals, and the data of their decisions, go with the addon."""
        if addon != ADDON:
            return super()._why_not_without(addon)
        cases = self._in_progress([("appeal_id.date_sent", "!=", False)])
        cases |= self.search([("appeal_id.state", "=", "received")])
        return cases._sentence_appeals_rest() if cases else False

    def _sentence_appeals_rest(self):
        return self.env._(
            "Applications with an appeal in progress: %(count)s, for example %(names)s. Without "
            "this addon nobody could decide them or issue their vouchers. Uninstall it when they "
            "are decided, and the vouchers of granted appeals are used up, expired or revoked.",
            **self._count_and_names(),
        )
