from odoo import fields, models

from odoo.addons.g2p_suite_base.tools import moments


class G2PAssistanceApplication(models.Model):
    """The promised time: one date for the applicant and the officers, paused by a question."""

    _inherit = "g2p.assistance.application"
    _portal_fields = ("date_paused",)

    date_paused = fields.Datetime(
        "Paused since",
        readonly=True,
        copy=False,
        help="The office waits for the applicant; the promised time moves by as long as it waits.",
    )

    # === HOOKS: of the approval engine === #

    def _on_approval_returned(self, request):
        super()._on_approval_returned(request)
        self.write({"date_paused": fields.Datetime.now()})

    def _on_approval_submitted(self, request):
        super()._on_approval_submitted(request)
        if self.date_paused:
            waited = fields.Datetime.now() - self.date_paused
            later = self.answer_by + waited if self.answer_by else False
            self.write({"date_paused": False, "answer_by": later})

    def _on_approval_cancelled(self, request):
        super()._on_approval_cancelled(request)
        self.write({"date_paused": False})

    # === For the applicant === #

    def _portal_promise(self):
        """When the office answers, as (kind, value).

        *by* and *late* with the promised moment, *paused* with a sentence; (False, False) where
        nothing is promised.
        """
        application_sudo = self._check_own()
        promised = application_sudo.answer_by
        if application_sudo.state == "returned":
            return "paused", application_sudo._sentence_paused()
        if application_sudo.state != "submitted" or not promised:
            return False, False
        return ("by" if promised >= fields.Datetime.now() else "late"), promised

    def _sentence_paused(self):
        hours = self._hours_promised()
        if hours < 1:
            return self.env._(
                "The time is paused while we wait for you. After your answer the office decides as "
                "soon as it can."
            )
        return self.env._(
            "The time is paused while we wait for you. After your answer the office has %(hours)s "
            "left to decide.",
            hours=moments.hours(hours, self.env.lang or "en_US"),
        )

    def _hours_promised(self):
        """Whole hours that were left when the clock was stopped."""
        since = self.date_paused or fields.Datetime.now()
        left = (self.answer_by - since).total_seconds() / 3600 if self.answer_by else 0
        return max(int(left), 0)
