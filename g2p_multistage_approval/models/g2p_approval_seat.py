from odoo import api, fields, models
from odoo.tools import SQL

#: actions that use a seat
USED = ("approve", "reject", "reassign")
#: recreates the seats of some requests from steps and decisions
MAKE = """
    WITH steps AS (
        SELECT s.id, s.company_id, s.state, s.group_id, r.model, r.res_id, r.requester_id,
            CASE WHEN escalated_on IS NOT NULL AND escalation_group_id IS DISTINCT FROM group_id
                THEN escalation_group_id END AS late_id
        FROM g2p_approval_step s JOIN g2p_approval_request r ON r.id = s.request_id
        WHERE s.request_id = ANY(%(requests)s)
    ),
    gone AS (DELETE FROM g2p_approval_seat WHERE step_id IN (SELECT id FROM steps)),
    asked AS (SELECT * FROM steps WHERE state = 'open'),
    seats AS (
        SELECT asked.id, named.res_users_id AS user_id, NULL::int AS group_id, FALSE AS is_used
            FROM asked
            JOIN g2p_approval_step_res_users_rel named ON named.g2p_approval_step_id = asked.id
        UNION ALL
        SELECT id, NULL, group_id, FALSE FROM asked WHERE group_id IS NOT NULL
        UNION ALL
        SELECT id, NULL, late_id, FALSE FROM asked WHERE late_id IS NOT NULL
        UNION ALL
        SELECT DISTINCT asked.id, person.user_id, NULL::int, TRUE
            FROM asked JOIN g2p_approval_decision d ON d.step_id = asked.id
            -- absent officers whose substitute acted have used their seat, too
            CROSS JOIN LATERAL (VALUES (d.user_id), (d.on_behalf_id)) AS person (user_id)
            WHERE d.action = ANY(%(used)s) AND person.user_id IS NOT NULL
    )
    INSERT INTO g2p_approval_seat (
        step_id, company_id, user_id, group_id, is_used, model, res_id, requester_id
    )
    SELECT seats.id, company_id, user_id, seats.group_id, is_used, model, res_id, requester_id
    FROM seats JOIN asked ON asked.id = seats.id
"""
WITHOUT = """
    SELECT DISTINCT s.request_id FROM g2p_approval_step s
    WHERE s.state = 'open' AND NOT EXISTS (
        SELECT FROM g2p_approval_seat WHERE step_id = s.id AND res_id IS NOT NULL
    )
"""
NOT_USED_BY = """
    NOT EXISTS (
        SELECT FROM g2p_approval_seat used
        WHERE used.step_id = %s AND used.user_id = %s AND used.is_used
    )
"""


class G2PApprovalSeat(models.Model):
    """A person or group asked to decide an open step; deleted when the step is no longer open.

    A step names its officers permanently, as part of the trail; inboxes use these rows, whose
    number depends on the open work, not on past work. They are derived from steps and decisions by
    one statement, and grant nothing: the step has the final say.
    """

    _name = "g2p.approval.seat"
    _description = "Seat at an Open Step"
    _no_user_defaults = True
    _log_access = False
    _order = "id"

    step_id = fields.Many2one(
        "g2p.approval.step", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    group_id = fields.Many2one(
        "res.groups", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    is_used = fields.Boolean(readonly=True, help="The user has decided or reassigned this step.")
    # of the request: a queue of records finds them by these rows alone, in the queue's order
    model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="model", readonly=True, index=True)
    requester_id = fields.Many2one("res.users", readonly=True)

    # === Creation === #

    @api.model
    def _make(self, request_ids):
        """Recreate the seats of requests after a change of steps or decisions.

        :param list request_ids: ids of requests that the caller has locked
        """
        self.env["g2p.approval.step"].flush_model()
        if request_ids:
            self.env.cr.execute(MAKE, {"requests": request_ids, "used": list(USED)})
            self.invalidate_model(flush=False)
            self.env["g2p.approval.step"].invalidate_model(["seat_ids"], flush=False)

    @api.model
    def _make_missing(self):
        """Create seats for open steps without any, or without their record: steps that were opened
        before seats, or these columns, existed."""
        self.env["g2p.approval.step"].flush_model()
        self.env.cr.execute(WITHOUT)
        self._make([row[0] for row in self.env.cr.fetchall()])

    # === Lookup === #

    @api.model
    def _domain_of(self, users):
        """Domain of the users' seats, in person or through their groups."""
        groups = users.sudo().all_group_ids.ids  # sudo: groups are not readable by everybody
        return ["|", ("user_id", "in", users.ids), ("group_id", "in", groups)]

    @api.model
    def _query_of(self, users):
        """Query of the seats of the users, for a domain of their steps."""
        domain = ["&", ("is_used", "=", False), *self._domain_of(users)]
        return self.sudo()._search(domain)  # sudo: the record rules of steps decide what is shown

    @api.model
    def _query_mine(self):
        """Query of the seats of the user and of the officers for whom the user stands in today, in
        the companies where that counts."""
        user = self.env.user
        domain = self._domain_of(user)
        absences = self.env["g2p.approval.delegation"]._principals_by_company(user)
        for company, officers in absences.items():
            there = ["&", ("company_id", "=", company.id), *self._domain_of(officers)]
            domain = ["|", *domain, *there]
        # sudo: as above
        return self.sudo()._search(["&", ("is_used", "=", False), *domain])

    @api.model
    def _query_used(self):
        """Query of the seats that the user has used."""
        # sudo: as above
        return self.sudo()._search([("user_id", "=", self.env.uid), ("is_used", "=", True)])

    @api.model
    def _query_of_model(self, operator, names):
        """Query of the seats of records of these models, for a domain of their steps."""
        return self.sudo()._search([("model", operator, names)])  # sudo: as above

    @api.model
    def _select_records(self, model):
        """Subquery of the ids of the records of a model that have a step which the user can decide,
        as a search of steps finds it; only open steps have seats."""
        mine = self._query_mine()
        columns = "step_id", "model", "requester_id", "res_id"
        step, name, requester, record = (SQL.identifier(self._table, one) for one in columns)
        mine.add_where(SQL("%s = %s", name, model))
        mine.add_where(SQL("%s IS DISTINCT FROM %s", requester, self.env.uid))
        # not NOT IN, which PostgreSQL evaluates as a whole and joins to nothing
        mine.add_where(SQL(NOT_USED_BY, step, self.env.uid))
        return mine.subselect(record)
