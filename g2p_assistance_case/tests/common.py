import re

from odoo import fields
from odoo.tools import SQL

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase

BLOCKS = (
    "case_people",
    "case_earlier",
    "case_similar",
    "case_course",
    "case_price",
    "case_fund",
    "case_officers",
)


class ScreenCase(AssistanceCase):
    """Cases as their officers see them on one screen."""

    def seen(self, application, user=None, name=None):
        """The case in a new request of the user; the words of one of its blocks."""
        self.env.invalidate_all()
        case = application.with_user(user or self.one).sudo(False)
        return self.words(case[name]) if name else case

    def words(self, html):
        """The text of a block, without its markup."""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html or "")).strip()

    def registrant(self, given, **vals):
        return self.env["res.partner"].create(
            {
                "name": f"NYAMBURA, {given.upper()}",
                "family_name": "Nyambura",
                "given_name": given,
                "birthdate": "1990-02-03",
                "is_registrant": True,
                **vals,
            }
        )

    def household(self, *people):
        """A household of the registry with these members."""
        kind = self.env.ref("g2p_registry_group.group_kind_household")
        home = self.env["res.partner"].create(
            {"name": "Hill Road 5", "is_registrant": True, "is_group": True, "kind": kind.id}
        )
        for person in people:
            self.move_in(home, person)
        return home

    def move_in(self, home, person, **vals):
        """A membership of a household."""
        rows = self.env["g2p.group.membership"]
        return rows.create({"group": home.id, "individual": person.id, **vals})

    def case_of(self, person=None, **vals):
        """A case in the state it has after its decision, without the way there."""
        company = self.env.company
        values = {
            "applicant_user_id": self.eve.id,
            "relation": "helper",
            "type_id": self.type.id,
            "program_id": self.program.id,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "amount_requested": 1000,
            "date_submitted": fields.Datetime.now(),
            "registrant_id": person.id if person else False,
            "given_name": "Somebody",
            **vals,
        }
        state = values.pop("state", "submitted")
        # sudo: the state that is tested, as decisions leave it
        case_sudo = self.env["g2p.assistance.application"].sudo().create(values)
        return self.stored(case_sudo, "state", state)

    def to_another_company(self, case):
        """Move a case of a person of the registry, who on 17.0 always has a company."""
        other = self.env["res.company"].create({"name": "Other office"})
        return self.stored(case, "company_id", other.id)

    def stored(self, case, column, value):
        """The case with a value that its rules would refuse here."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE g2p_assistance_application SET %s = %s WHERE id = %s",
                SQL.identifier(column),
                value,
                case.id,
            )
        )
        self.env.invalidate_all()
        return case
