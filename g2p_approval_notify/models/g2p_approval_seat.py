from odoo import api, models

#: for each person, the number of steps found by their claims; each claim stops at the limit
COUNT = """
    SELECT claim.person_id, count(DISTINCT found.step_id)
    FROM unnest(%(people)s::int[], %(users)s::int[], %(groups)s::int[], %(companies)s::int[])
        AS claim (person_id, user_id, group_id, company_id)
    CROSS JOIN LATERAL (
        SELECT seat.step_id
        FROM g2p_approval_seat seat JOIN g2p_approval_step s ON s.id = seat.step_id
        WHERE (seat.user_id = claim.user_id OR seat.group_id = claim.group_id)
        AND seat.company_id = claim.company_id AND NOT seat.is_used
        AND s.state = 'open' AND s.requester_id <> claim.person_id
        AND NOT EXISTS (
            SELECT FROM g2p_approval_seat used
            WHERE used.step_id = s.id AND used.user_id = claim.person_id AND used.is_used
        )
        LIMIT %(limit)s
    ) AS found
    GROUP BY claim.person_id
"""


class G2PApprovalSeat(models.Model):
    """The number of waiting steps for each of many people, in one query."""

    _inherit = "g2p.approval.seat"

    # === Counts for many people at once === #

    @api.model
    def _people_since(self, begin, end):
        """The officers of steps opened since then, and their substitutes today."""
        opened = [("step_id.opened_on", ">=", begin), ("step_id.opened_on", "<", end)]
        # sudo: the engine notifies the officers of all companies
        pairs = self.sudo()._read_group([("is_used", "=", False), *opened], ["user_id", "group_id"])
        people = self.env["res.users"].sudo()  # sudo: as above
        people = people.union(*(user | group.all_user_ids for user, group in pairs))
        return people | self.env["g2p.approval.delegation"]._delegates_of(people)

    @api.model
    def _count(self, people, limit):
        """{id of a person: number of steps waiting for them}, in one query; without zeros.

        :param people: users under sudo
        :param int limit: the count stops here, meaning that many or more
        """
        self.env["g2p.approval.step"].flush_model()
        claims = self._claims(people)
        names = ("people", "users", "groups", "companies")
        columns = zip(*claims, strict=True) if claims else ([], [], [], [])
        values = {name: list(column) for name, column in zip(names, columns, strict=True)}
        self.env.cr.execute(COUNT, {**values, "limit": limit})
        return {person_id: min(count, limit) for person_id, count in self.env.cr.fetchall()}

    @api.model
    def _claims(self, people):
        """Ids (person, officer, group, company) of the seats that each person can use."""
        claims = set()
        # sudo: counts for others too; reads only their groups
        groups = {group.id for (group,) in self.sudo()._read_group([], ["group_id"]) if group}
        for person, officer, companies in self._officers_represented(people):
            own_groups = groups.intersection(officer.all_group_ids.ids)
            for company in companies & person.company_ids:
                claims.add((person.id, officer.id, None, company.id))
                claims.update((person.id, None, group, company.id) for group in own_groups)
        return claims

    @api.model
    def _officers_represented(self, people):
        """(person, officer, companies): for themselves, and for the officers for whom they stand in
        today."""
        for person in people:
            yield person, person, person.company_ids
        absences = self.env["g2p.approval.delegation"]._near_sudo(
            [("delegate_id", "in", people.ids)]
        )
        for row in absences:
            yield row.delegate_id, row.user_id, row._companies().filtered(row._counts_in)
