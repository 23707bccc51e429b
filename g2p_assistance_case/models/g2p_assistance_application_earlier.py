from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import identity, moments

from .g2p_assistance_application_people import OFFICE

#: earlier cases that are listed, and most that are looked at
LISTED, LOOKED_AT = 10, 200


class Circle(NamedTuple):
    """The people whose help counts as that of a case's patient and household; ids, and a number."""

    persons: frozenset = frozenset()
    households: frozenset = frozenset()
    members: frozenset = frozenset()
    number: str = ""

    def tie_of(self, case_sudo):
        """How another case (under sudo) belongs to it, the strongest tie first; False if not."""
        person_id = case_sudo.registrant_id.id
        for_own = case_sudo.relation == "self" and not person_id
        if person_id in self.persons or (for_own and case_sudo.applicant_id.id in self.persons):
            return "person"
        if self.number and case_sudo.id_number_key == self.number:
            return "number"
        enrolled_id = case_sudo.membership_partner_id.id
        return "household" if person_id in self.members or enrolled_id in self.households else False


class G2PAssistanceApplication(models.Model):
    """A block of the officers' form: earlier help of the patient and of the household.

    Who is the same person, and who shares a household, is what the rules of separation go by
    (``res.partner._identity``): never a name. A case whose patient nobody has identified yet counts
    by its applicant, if it is for themself, and by the ID number as it was typed.
    """

    _inherit = "g2p.assistance.application"

    case_earlier = fields.Html(
        "Earlier help",
        compute="_compute_case_alike",
        sanitize=False,  # rendered here, from escaped texts
        exportable=False,
        groups=OFFICE,
    )

    def _render_earlier(self, pairs):
        """The block of a case.

        :param pairs: of ``_earlier_cases``
        """
        return self._case_block(
            "earlier",
            lines=[other._earlier_line(tie) for other, tie in pairs[:LISTED]],
            more=max(len(pairs) - LISTED, 0),
            total=self._granted_in_a_year(pairs),
        )

    # === Which cases === #

    def _earlier_cases(self):
        """{id of a case: [(another submitted case, its tie)], the newest first}.

        Only cases that the current user may read: the rules of the user hold, not those of the
        system. The same for all of a list in a fixed number of queries.
        """
        circles = self._circles()
        # sudo: keys that nobody reads are only compared; the user's rules follow
        near_sudo = self.sudo().search(
            self._domain_of_circles(circles.values()),
            order="date_submitted desc, id desc",
            limit=LOOKED_AT * max(len(self), 1),
        )
        readable = near_sudo.with_env(self.env)._filtered_access("read")
        found = defaultdict(list)
        for case in self:
            others = readable - case
            # sudo: as above
            ties = [circles[case.id].tie_of(other_sudo) for other_sudo in others.sudo()]
            found[case.id] = [pair for pair in zip(others, ties, strict=True) if pair[1]]
        return found

    @api.model
    def _domain_of_circles(self, circles):
        persons = list(frozenset().union(*(one.persons for one in circles)))
        members = list(frozenset().union(*(one.members for one in circles)))
        households = list(frozenset().union(*(one.households for one in circles)))
        return [
            "&", ("date_submitted", "!=", False),
            "|", "|", "|",
            ("registrant_id", "in", persons + members),
            ("membership_partner_id", "in", households),
            ("id_number_key", "in", [one.number for one in circles if one.number]),
            "&", ("applicant_id", "in", persons), ("relation", "=", "self"),
        ]  # fmt: skip

    def _circles(self):
        """{id of a case: its circle}, from the keys of the identity of all patients together."""
        persons = self._case_persons()
        everybody = self.env["res.partner"].browse(frozenset().union(*persons.values()))
        # sudo: keys are compared, never shown; all are read in one query
        everybody_sudo = everybody.sudo().with_prefetch(everybody.ids)
        keys = {one.id: self._ids_of_keys(one._identity()) for one in everybody_sudo}
        members = self._members_of({i for _own, homes in keys.values() for i in homes})
        numbers = {case_sudo.id: case_sudo.id_number_key for case_sudo in self.sudo()}  # sudo: too
        circles = {}
        for case_id, ids in persons.items():
            own = frozenset().union(ids, *(keys[i][0] for i in ids))
            homes = frozenset().union(*(keys[i][1] for i in ids))
            near = frozenset().union(*(members[i] for i in homes)) - own
            circles[case_id] = Circle(own, homes, near, numbers[case_id] or "")
        return circles

    @api.model
    def _ids_of_keys(self, keys):
        """(ids of the same person, ids of households) among the keys of an identity."""
        found = {"person": set(), "household": set()}
        for key in keys:
            kind, _mark, value = key.partition(":")
            if kind in found:
                found[identity.kind_of(key)].add(int(value))
        return found["person"], found["household"]

    @api.model
    def _members_of(self, household_ids):
        """{id of a household: ids of its present members}."""
        # sudo: only their cases that the user may read are shown
        rows_sudo = self.env["g2p.group.membership"].sudo()
        domain = [("group", "in", list(household_ids)), ("is_ended", "=", False)]
        found = defaultdict(set)
        for row_sudo in rows_sudo.search(domain) if household_ids else ():
            found[row_sudo.group.id].add(row_sudo.individual.id)
        return found

    def _case_persons(self):
        """{id of a case: ids of the records of its patient}: the registrant and, in a case for
        themself, the applicant's contact; before the identification also the person who the
        applicant's account is."""
        own = defaultdict(set)
        for row_sudo in self._case_accesses_sudo().filtered(lambda a: a.relation == "self"):
            own[row_sudo.user_id.id].add(row_sudo.registrant_id.id)
        found = {}
        for case_sudo in self.sudo():  # sudo: ids only
            ids = set(case_sudo.registrant_id.ids)
            if case_sudo.relation == "self":
                ids.add(case_sudo.applicant_id.id)
                ids |= set() if case_sudo.registrant_id else own[case_sudo.applicant_user_id.id]
            found[case_sudo.id] = ids
        return found

    # === In words === #

    def _earlier_line(self, tie):
        """A case as a line of another one's block: date, kind, amounts, outcome, whose it was."""
        return {
            "id": self.id,
            "name": self.name,
            "date": moments.day(self.env, self.date_submitted),
            "type": self.type_id.sudo().name,  # sudo: the name of a type that may be archived
            "requested": self.currency_id.format(self.amount_requested),
            "granted": self.currency_id.format(self.amount_granted) if self.amount_granted else "",
            "outcome": self._outcome_in_words(),
            "tie": tie,
        }

    def _outcome_in_words(self):
        """The outcome of a case, up to the use of its voucher."""
        if self.state != "approved":
            return dict(self._fields["state"]._description_selection(self.env))[self.state]
        voucher = self.voucher_id
        used = self.currency_id.format(voucher.amount_redeemed) if voucher.amount_redeemed else ""
        if used:
            return self.env._("Approved; %(used)s of it used", used=used)
        if voucher.state in ("draft", "issued"):
            return self.env._("Approved; nothing used yet")
        return self.env._("Approved; ended without use")

    def _granted_in_a_year(self, pairs):
        """The sum granted to person and household in the last 12 months, as text; or False."""
        since = fields.Datetime.subtract(fields.Datetime.now(), years=1)
        granted = [
            other.amount_granted
            for other, _tie in pairs
            if other.state == "approved"
            and other.currency_id == self.currency_id
            and other.date_submitted >= since
        ]
        return self.currency_id.format(sum(granted)) if granted else False
