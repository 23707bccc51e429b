from odoo import models

from ..tools.seats import too_few_for_two


class G2PAssistanceType(models.Model):
    """Readiness for appeals: two sets of officers of whom nobody is in both."""

    _inherit = "g2p.assistance.type"

    def _missing_to_open(self):
        # sudo: users who set up types need not read procedures
        return [*super()._missing_to_open(), *self.sudo()._missing_second_officers()]

    def _missing_second_officers(self):
        """Sentences on procedures in which an appeal would wait forever; under sudo."""
        settings = self.env["g2p.assistance.settings"]._find_for(self.program_id)
        if not settings.appeal_days:
            return []
        found = []
        for policy in self.policy_id or self._procedures():
            found += self._missing_second_officers_in(policy)
            if policy.domain == "[]":
                break
        return found

    def _missing_second_officers_in(self, policy):
        if not policy.allow_resubmit:
            return [
                self.env._(
                    "Procedure %(policy)s: a rejected case cannot be submitted again, so nobody "
                    "could decide an appeal. Allow it there, or set the days for an appeal to 0.",
                    policy=policy.name,
                )
            ]
        # officers that a record names are known only with the record
        stages = policy.stage_ids.filtered(lambda stage: not stage.officer_path)
        people = [(stage._required(), self._officers_here(stage).ids) for stage in stages]
        return [
            self.env._(
                "Procedure %(policy)s: stage %(stage)s has too few officers for an appeal, which "
                "others than the first ones must decide. Name more, or set the days for an appeal "
                "to 0.",
                policy=policy.name,
                stage=stages[at].name,
            )
            for at in too_few_for_two(people, policy.distinct_officers)
        ]

    def _officers_here(self, stage):
        # sudo: companies of users are not readable by everybody
        return stage._officers().filtered(lambda user: self.company_id in user.sudo().company_ids)
