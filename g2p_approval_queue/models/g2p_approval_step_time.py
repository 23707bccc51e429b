from collections import defaultdict

import pytz

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse

from odoo.addons.g2p_multistage_approval.models.g2p_approval_step import is_true
from odoo.addons.g2p_suite_base.tools import moments

from ..tools import clock

LEVELS = [("overdue", "Overdue"), ("soon", "Soon due"), ("fine", "In time")]


class G2PApprovalStep(models.Model):
    """The time that is left for a step, in words and as a level, by its own clock."""

    _inherit = "g2p.approval.step"

    time_left = fields.Char(
        compute="_compute_time_left",
        help="By the working hours of the office, in which the stage has to be decided.",
    )
    time_level = fields.Selection(LEVELS, compute="_compute_time_left")
    is_due_today = fields.Boolean(
        "Due today", compute="_compute_is_due_today", search="_search_is_due_today"
    )

    # === COMPUTE === #

    @api.depends("due_on", "state", "sla_hours")
    @api.depends_context("lang")
    def _compute_time_left(self):
        hours = self._hours_to_due()
        for step in self:
            left, is_working = hours.get(step.id, (None, False))
            step.time_left = step._time_in_words(left, is_working)
            step.time_level = False if left is None else clock.level(left, step.sla_hours)

    def _hours_to_due(self):
        """{id of an open step with a time limit: (hours, whether they are working hours)}.

        Negative when it is overdue. One calculation for each calendar, not for each step.
        """
        found, now = {}, fields.Datetime.now()
        together = defaultdict(list)
        steps_sudo = self.sudo()  # sudo: the calendar of the office, for every officer
        for step_sudo in steps_sudo.filtered(lambda s: s.state == "open" and s.due_on):
            far = abs(step_sudo.due_on - now) > clock.HORIZON
            calendar = False if far else step_sudo.company_id.resource_calendar_id
            together[calendar].append((step_sudo.id, step_sudo.due_on))
        for calendar, dues in together.items():
            worked = self._worked(calendar, now, dues) if calendar else {}
            for step_id, due in dues:
                sign = 1 if due >= now else -1
                plain = abs(due - now).total_seconds() / 3600
                # also a fraction of a second late is late
                left = sign * max(worked.get(step_id, plain), 0 if sign > 0 else 1e-6)
                found[step_id] = left, bool(calendar)
        return found

    @api.model
    def _worked(self, calendar, now, dues):
        """{id: working hours between now and its moment}, from one reading of the calendar."""
        here = pytz.utc.localize
        first = min(now, *(due for _id, due in dues))
        last = max(now, *(due for _id, due in dues))
        work = calendar._work_intervals_batch(here(first), here(last))[False]
        times = [(start, stop) for start, stop, _of in work]
        return {
            step_id: clock.overlap(times, here(min(now, due)), here(max(now, due)))
            for step_id, due in dues
        }

    def _time_in_words(self, hours, is_working):
        """The hours left as people say them; False without a limit."""
        if hours is None:
            return False
        time = clock.span(hours, babel_locale_parse(self.env.lang or "en_US"))
        if hours < 0:
            if is_working:
                return self.env._("Overdue by %(time)s (working time)", time=time)
            return self.env._("Overdue by %(time)s", time=time)
        if is_working:
            return self.env._("%(time)s left (working time)", time=time)
        return self.env._("%(time)s left", time=time)

    # === Due today === #

    @api.depends("due_on", "state")
    @api.depends_context("tz", "uid")
    def _compute_is_due_today(self):
        now, end = self._rest_of_today()
        for step in self:
            step.is_due_today = bool(
                step.state == "open" and step.due_on and now <= step.due_on < end
            )

    @api.model
    def _search_is_due_today(self, operator, value):
        now, end = self._rest_of_today()
        today = ["&", "&", ("state", "=", "open"), ("due_on", ">=", now), ("due_on", "<", end)]
        return today if (operator in ("=", "in")) == is_true(value) else ["!", *today]

    @api.model
    def _rest_of_today(self):
        """Now, and midnight in the time zone of the reader (both UTC)."""
        now = fields.Datetime.now()
        zone = pytz.timezone(moments.zone_of(self.env))
        here = pytz.utc.localize(now).astimezone(zone)
        tomorrow = fields.Datetime.add(here.replace(tzinfo=None), days=1).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        return now, zone.localize(tomorrow).astimezone(pytz.utc).replace(tzinfo=None)
