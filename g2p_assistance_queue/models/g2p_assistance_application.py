from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse

from odoo.addons.g2p_approval_queue.models.g2p_approval_step_time import LEVELS
from odoo.addons.g2p_approval_queue.tools import clock
from odoo.addons.g2p_multistage_approval.models.g2p_approval_step import is_true

CASE = "g2p.assistance.application"
QUEUE = "g2p_immediate_assistance.g2p_assistance_application_action_queue"
#: the cases of the work queue, as its action finds them
WAITING = [("state", "=", "submitted"), ("approval_can_decide", "=", True)]


class G2PAssistanceApplication(models.Model):
    """A case as the work queue shows it."""

    _inherit = "g2p.assistance.application"

    person_shown = fields.Char("Person", compute="_compute_shown")
    place_shown = fields.Char("Town and district", compute="_compute_shown")
    promise_left = fields.Char(
        "Time to answer",
        compute="_compute_promise_left",
        help="Until the moment that the applicant was promised: hours of the clock, day and night.",
    )
    promise_level = fields.Selection(LEVELS, compute="_compute_promise_left")

    # === COMPUTE === #

    @api.depends("given_name", "family_name", "city", "district_text")
    def _compute_shown(self):
        for application in self:
            application.person_shown = application._patient_name() or False
            application.place_shown = application._place_in_short() or False

    @api.depends("answer_by", "state", "date_submitted")
    @api.depends_context("lang")
    def _compute_promise_left(self):
        now, locale = fields.Datetime.now(), babel_locale_parse(self.env.lang or "en_US")
        for application in self:
            application.promise_left = application.promise_level = False
            if application.state == "submitted" and application.answer_by:
                hours = (application.answer_by - now).total_seconds() / 3600
                application.promise_level = clock.level(hours, application._hours_at_first())
                time = clock.span(hours, locale)
                application.promise_left = (
                    self.env._("Late by %(time)s", time=time)
                    if hours < 0
                    else self.env._("%(time)s left", time=time)
                )

    def _hours_at_first(self):
        """The hours that were promised."""
        sent = self.date_submitted or self.answer_by
        return (self.answer_by - sent).total_seconds() / 3600

    # === Overdue and due today: by the promise, too === #

    @api.depends("answer_by", "state")
    @api.depends_context("uid", "tz")
    def _compute_approval_queue(self):
        super()._compute_approval_queue()
        now, end = self.env["g2p.approval.step"]._rest_of_today()
        for case in self.filtered(lambda case: case.state == "submitted" and case.answer_by):
            if case.answer_by < now:
                case.approval_is_overdue = True
            elif case.answer_by < end:
                case.approval_is_due_today = True

    @api.model
    def _search_overdue(self, operator, value):
        steps = super()._search_overdue("=", True)
        late = ["|", *self._domain_promised("<", fields.Datetime.now()), *steps]
        return late if (operator in ("=", "in")) == is_true(value) else ["!", *late]

    @api.model
    def _search_due_today(self, operator, value):
        steps = super()._search_due_today("=", True)
        now, end = self.env["g2p.approval.step"]._rest_of_today()
        promised = ["&", ("answer_by", ">=", now), *self._domain_promised("<", end)]
        today = ["|", *promised, *steps]
        return today if (operator in ("=", "in")) == is_true(value) else ["!", *today]

    @api.model
    def _domain_promised(self, operator, moment):
        return ["&", ("state", "=", "submitted"), ("answer_by", operator, moment)]

    # === HOOKS: of the queue === #

    @api.model
    def _approval_queue_action(self):
        return QUEUE

    def _approval_queue_facts(self):
        """The person and the place, for readers of the case."""
        facts = super()._approval_queue_facts()
        for application in self:
            parts = filter(None, (application.person_shown, application.place_shown))
            facts[application] = " – ".join(parts)
        return facts

    def _identify(self, registrant=None):
        self.approval_my_step_id._renew_hold()
        return super()._identify(registrant)
