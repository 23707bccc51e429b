from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import moments

from .g2p_approval_seat import NAME
from .res_company import MOST_MINUTES

#: minutes in which nobody takes a case after the longest time, and an officer not after a manager's
#: release
PAUSE = 60
#: cases that one officer has taken at a time
MOST_TAKEN = 20
#: free, run out, the caller's own, or of an officer who cannot decide; otherwise it returns no row.
#: The time goes on where the case is taken again, by any officer, without a pause or an approval
#: between
TAKE = """
    INSERT INTO g2p_approval_hold AS held (step_id, company_id, user_id, since, until)
    SELECT id, company_id, %(user)s, %(now)s, %(until)s FROM g2p_approval_step WHERE id = %(step)s
    ON CONFLICT (step_id) DO UPDATE SET
        user_id = EXCLUDED.user_id,
        since = CASE WHEN held.until > %(paused)s AND held.since >= %(begun)s
            THEN held.since ELSE EXCLUDED.since END,
        until = CASE WHEN held.until > %(paused)s AND held.since >= %(begun)s
            THEN LEAST(EXCLUDED.until, held.since + %(most)s) ELSE EXCLUDED.until END
    WHERE (held.until <= %(now)s OR held.user_id IN (%(caller)s, %(unable)s))
        AND NOT (
            held.until > %(paused)s AND held.since >= %(begun)s
            AND held.since + %(most)s <= %(now)s
        )
        AND (held.barred_id = EXCLUDED.user_id AND held.barred_until > %(now)s) IS NOT TRUE
    RETURNING id
"""
RENEW = """
    UPDATE g2p_approval_hold SET until = LEAST(%(until)s, since + %(most)s)
    WHERE step_id = %(step)s AND user_id = %(caller)s AND until > %(now)s
"""
#: of steps that no longer wait for the holder; returns those that stay. With it, new seats get the
#: names of their records
DROP_DONE = f"""
    WITH named AS ({NAME} AND s.request_id = ANY(%(requests)s)), done AS (
        DELETE FROM g2p_approval_hold held USING g2p_approval_step step
        WHERE step.id = held.step_id AND step.request_id = ANY(%(requests)s) AND (
            step.state <> 'open' OR EXISTS (
                SELECT FROM g2p_approval_seat used
                WHERE used.step_id = step.id AND used.user_id = held.user_id AND used.is_used
            )
        )
        RETURNING held.id
    )
    SELECT held.id, held.id NOT IN (SELECT id FROM done)
    FROM g2p_approval_hold held JOIN g2p_approval_step step ON step.id = held.step_id
    WHERE step.request_id = ANY(%(requests)s)
"""  # noqa: S608 (of constants)
#: before the first approval
LONG_AGO = datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC, as in the database


class G2PApprovalHold(models.Model):
    """An open step that an officer has taken, until a moment; it only keeps others waiting.

    Rows of their own, since many transactions lock a step's row, and few take a case. A row that
    has run out counts as none, without anything that deletes it.
    """

    _name = "g2p.approval.hold"
    _description = "Case Taken by an Officer"
    _no_user_defaults = True
    _log_access = False
    _order = "id"

    step_id = fields.Many2one("g2p.approval.step", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    since = fields.Datetime(
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="When the case was taken first; however often officers take it, one or several in "
        "turn, it is free after the longest time.",
    )
    until = fields.Datetime(required=True, readonly=True)
    barred_id = fields.Many2one(
        "res.users",
        "Released from",
        readonly=True,
        ondelete="set null",
        help="The officer from whom a manager released the case last.",
    )
    barred_until = fields.Datetime("Not taken by them before", readonly=True)

    _step_uniq = models.UniqueIndex("(step_id)", "This case is already taken.")
    _user_idx = models.Index("(user_id, until)")

    # === Writing: two at once are decided by the unique index === #

    @api.model
    def _take(self, step, user, caller, minutes, unable=None):
        """Give the step to ``user`` where it is free, or the caller's own.

        :param int unable: id of an officer whose time does not count, since they cannot decide
        :return: whether it was; of two at once, PostgreSQL makes the second one try again
        """
        values = {**self._times(minutes), "step": step.id, "caller": caller.id, "user": user.id}
        approved = step.sudo()._approvals().mapped("date")  # sudo: the log of the whole case
        begun = max(approved, default=LONG_AGO)
        self.env.cr.execute(TAKE, {**values, "unable": unable, "begun": begun})
        taken = bool(self.env.cr.fetchone())
        self._forget(step)
        return taken

    @api.model
    def _renew(self, step, caller, minutes):
        """Let the caller's own time begin again, if it has not run out."""
        values = {**self._times(minutes), "step": step.id, "caller": caller.id}
        self.env.cr.execute(RENEW, values)
        if self.env.cr.rowcount:
            self._forget(step)

    def _end(self, barred=False):
        """End the time of this row (under sudo), which stays: taking the case again goes on.

        :param bool barred: whether its officer has to wait before taking the case again
        """
        now = fields.Datetime.now()
        again = fields.Datetime.add(now, minutes=PAUSE)
        bar = {"barred_id": self.user_id.id, "barred_until": again} if barred else {}
        self.write({"until": now, **bar})
        self.flush_recordset()
        self._forget(self.step_id)

    @api.model
    def _again(self, step, user):
        """When the user can take the step again, and whether a manager's release is the reason."""
        # sudo: as in _live
        hold_sudo = self.sudo().search([("step_id", "=", step.id)])
        if hold_sudo.barred_id == user and hold_sudo.barred_until > fields.Datetime.now():
            return hold_sudo.barred_until, True
        return fields.Datetime.add(hold_sudo.until, minutes=PAUSE), False

    @api.model
    def _check_not_many(self, step, user):
        """Refuse another step for an officer who has as many as one officer may have."""
        mine = [("user_id", "=", user.id), ("step_id", "!=", step.id), *self._domain_live()]
        # sudo: counts only; the user may be the officer to whom a case is reassigned
        if self.sudo().search_count(mine, limit=MOST_TAKEN) >= MOST_TAKEN:
            raise UserError(
                self.env._(
                    "An officer has at most %(most)s cases at a time. Decide or release one of "
                    "them first, or choose another officer.",
                    most=MOST_TAKEN,
                )
            )

    @api.model
    def _sentence_again(self, step, user):
        """Why the user cannot take the free step now, and from when they can."""
        moment, released = self._again(step, user)
        step_sudo = step.sudo()  # sudo: its readers may know the number of the case
        case, until = step_sudo.request_name, moments.shown(self.env, moment, step_sudo.company_id)
        if released:
            return self.env._(
                "An approval manager released %(case)s for the other officers. Its former officer "
                "can decide it, and take it again from %(until)s.",
                case=case,
                until=until,
            )
        return self.env._(
            "%(case)s was taken for the longest time. Every officer of its stage can decide it, "
            "and take it again from %(until)s.",
            case=case,
            until=until,
        )

    @api.model
    def _drop(self, steps):
        """Make the steps free."""
        # sudo: users do not write these rows; the caller has checked the right
        self.sudo().search([("step_id", "in", steps.ids)]).unlink()
        self._forget(steps)

    @api.model
    def _drop_done(self, request_ids):
        """Make the steps of these requests free that are decided, or no longer the holder's."""
        if not request_ids:
            return
        self.env.cr.execute(DROP_DONE, {"requests": request_ids})
        found = self.env.cr.fetchall()
        if found:
            self._forget(self.env["g2p.approval.step"])
            self._end_unable([("id", "in", [hold for hold, stays in found if stays])])

    @api.model
    def _end_unable(self, domain):
        """End the time of the officers who can no longer decide their cases, of these rows: lists,
        counters and searches then find the cases free.

        While a server is updated, the models of cases are not loaded yet; then the times run out.
        """
        if not self.pool.ready:
            return
        # sudo: as in _drop
        live_sudo = self.sudo().search([*domain, *self._domain_live()])
        unable_sudo = live_sudo.filtered(lambda hold: hold.step_id._why_not_able(hold.user_id))
        if unable_sudo:
            unable_sudo._end()

    @api.model
    def _times(self, minutes):
        now = fields.Datetime.now()
        return {
            "now": now,
            "until": fields.Datetime.add(now, minutes=minutes),
            "paused": fields.Datetime.subtract(now, minutes=PAUSE),
            "most": timedelta(minutes=MOST_MINUTES),
        }

    @api.model
    def _forget(self, steps):
        """Invalidate what was read of the rows before."""
        self.invalidate_model(flush=False)
        steps._forget_holds()

    @api.autovacuum
    def _gc_holds(self):
        """Delete rows that ran out a day ago; they count no longer since then."""
        past = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        # sudo: as in _drop
        self.sudo().search([("until", "<", past)], limit=10_000).unlink()

    # === Reading === #

    @api.model
    def _live(self, steps):
        """{id of a step: its row under sudo}, of those that are taken now.

        The rows are read for all steps of a list or of a bulk decision at once."""
        now = fields.Datetime.now()
        # sudo: officers may know who has taken a case that they can read
        holds_sudo = steps.sudo().mapped("hold_ids")
        return {hold.step_id.id: hold for hold in holds_sudo if hold.until > now}

    @api.model
    def _domain_live(self):
        return [("until", ">", fields.Datetime.now())]

    @api.model
    def _query(self, own):
        """Query of the rows of the current user, or of everybody else, for a domain of steps."""
        whose = ("user_id", "=" if own else "!=", self.env.uid)
        # sudo: only for the domain of steps, whose rules decide what is shown
        return self.sudo()._search([whose, *self._domain_live()])
