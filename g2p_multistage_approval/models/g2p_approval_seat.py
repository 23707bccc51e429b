from odoo import api, fields, models

#: what a person does with a seat once
USED = ("approve", "reject", "reassign")
#: makes the seats of some requests again, from steps and decisions alone
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
        -- who is away and was stood in for has had their part, too
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
    """Who is asked for an open step: a person or a group. Gone when the step is not open any more.

    A step names its officers for ever, as part of the trail; an inbox is found by these rows, of
    which there are as many as there is work to do, however much was done. They follow from steps
    and decisions, are made by one statement, and decide nothing: the last word has the step.
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
    is_used = fields.Boolean(
        readonly=True, help="The user has decided this step, or handed it over."
    )

    # === Made === #

    @api.model
    def _make(self, request_ids):
        """Make the seats of requests again: what they follow from has changed.

        :param list request_ids: numbers of requests whose lock the caller holds
        """
        self.env["g2p.approval.step"].flush_model()
        if request_ids:
            self.env.cr.execute(MAKE, {"requests": request_ids, "used": list(USED)})
            self.invalidate_model(flush=False)
            self.env["g2p.approval.step"].invalidate_model(["seat_ids"], flush=False)

    @api.model
    def _make_missing(self):
        """Give seats to open steps that have none: those from before there were seats."""
        self.env["g2p.approval.step"].flush_model()
        self.env.cr.execute(WITHOUT)
        self._make([row[0] for row in self.env.cr.fetchall()])

    # === Looked up === #

    @api.model
    def _domain_of(self, users):
        """Seats of the users, in person or in a group of theirs."""
        groups = users.sudo().all_group_ids.ids  # sudo: groups are not readable by everybody
        return ["|", ("user_id", "in", users.ids), ("group_id", "in", groups)]

    @api.model
    def _query_of(self, users):
        """Query of the seats of the users, for a domain of their steps."""
        domain = ["&", ("is_used", "=", False), *self._domain_of(users)]
        return self.sudo()._search(domain)  # sudo: the steps' own rules say what is shown

    @api.model
    def _query_mine(self):
        """Query of the user's seats, and of theirs for whom the user stands in today, in the
        companies in which that counts."""
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
