from odoo import api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable


class G2PApprovalStep(models.Model):
    """Officers decide a step only in their areas and programmes."""

    _inherit = "g2p.approval.step"

    area_id = fields.Many2one(
        related="request_id.area_id", store=True, string="Place", index="btree_not_null"
    )
    program_id = fields.Many2one(related="request_id.program_id", store=True, string="Programme")

    # === The rule === #

    def _is_in_scope(self, user):
        request_sudo = self.sudo().request_id  # sudo: the rule covers the whole case
        return user._is_case_in_scope(request_sudo.area_id, request_sudo.program_id)

    def _why_not_four_eyes(self, user):
        """Also: nobody decides the cases of an area that is not theirs, nor a case that they moved
        to another area; for substitutes, managers who override, and officers who are absent
        too."""
        if not self._is_in_scope(user):
            return self.env._(
                "This case belongs to an area or a programme that is not yours, so an officer of "
                "its area must decide it."
            )
        if user in self.sudo().request_id._moved_by():  # sudo: as above
            return self.env._(
                "You gave this case to the officers of another area, so one of them must decide it."
            )
        return super()._why_not_four_eyes(user)

    def _why_not_new_officer(self, user):
        if user.exists() and not self._is_in_scope(user):
            return self.env._(
                "The officer you chose does not work in the area or the programme of this case."
            )
        return super()._why_not_new_officer(user)

    # === Cases without an officer === #

    @api.model
    def _notice_left(self, users):
        """Report the open steps that these users do not see and that nobody can decide."""
        seats = self.env["g2p.approval.seat"]
        for user in users:
            hidden = [("state", "=", "open"), ("seat_ids", "in", seats._query_of(user))]
            # sudo: the engine's rows, of all companies
            self.sudo().search([*hidden, "!", *user._case_scope()])._defer("_tell_if_nobody_can")

    @deferrable("approval", chunk=50)
    def _tell_if_nobody_can(self):
        """Write on the cases of steps that nobody can decide what to do."""
        for step in self.exists().filtered("nobody"):
            record = step.request_id._record()
            if "message_ids" in record._fields:
                record._message_log(body=step._nobody_of_area())

    def _nobody_of_area(self):
        """That nobody can decide the step, as a sentence with the remedy."""
        where = self.area_id.complete_name or self.program_id.name
        return self.env._(
            "No officer of %(where)s may decide the stage %(stage)s of %(case)s. An assistance "
            "manager must add an officer under Assistance / Configuration / Areas of officers, or "
            "correct the place.",
            where=where,
            stage=self.name,
            case=self.request_id.name,
        )
