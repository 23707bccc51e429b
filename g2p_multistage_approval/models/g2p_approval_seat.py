from odoo import api, fields, models

#: actions that use a seat
USED = ("approve", "reject", "reassign")
#: recreates the seats of some requests from steps and decisions
MAKE = """
    WITH steps AS (
        SELECT id, company_id, state, group_id,
            CASE WHEN escalated_on IS NOT NULL AND escalation_group_id IS DISTINCT FROM group_id
                THEN escalation_group_id END AS late_id
        FROM g2p_approval_step WHERE request_id = ANY(%(requests)s)
    ),
    gone AS (DELETE FROM g2p_approval_seat WHERE step_id IN (SELECT id FROM steps)),
    asked AS (SELECT * FROM steps WHERE state = 'open')
    INSERT INTO g2p_approval_seat (step_id, company_id, user_id, group_id, is_used)
    SELECT asked.id, asked.company_id, named.res_users_id, NULL::int, FALSE
        FROM asked
        JOIN g2p_approval_step_res_users_rel named ON named.g2p_approval_step_id = asked.id
    UNION ALL
    SELECT id, company_id, NULL, group_id, FALSE FROM asked WHERE group_id IS NOT NULL
    UNION ALL
    SELECT id, company_id, NULL, late_id, FALSE FROM asked WHERE late_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT asked.id, asked.company_id, person.user_id, NULL::int, TRUE
        FROM asked JOIN g2p_approval_decision d ON d.step_id = asked.id
        -- absent officers whose substitute acted have used their seat, too
        CROSS JOIN LATERAL (VALUES (d.user_id), (d.on_behalf_id)) AS person (user_id)
        WHERE d.action = ANY(%(used)s) AND person.user_id IS NOT NULL
"""
WITHOUT = """
    SELECT DISTINCT s.request_id FROM g2p_approval_step s
    WHERE s.state = 'open' AND NOT EXISTS (
        SELECT FROM g2p_approval_seat WHERE step_id = s.id
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
        """Create seats for open steps without any: steps opened before seats existed."""
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
