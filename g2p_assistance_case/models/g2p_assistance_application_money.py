from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import folding, moments

from ..tools.spread import FEWEST, spread, times
from .g2p_assistance_application_people import OFFICE

#: approved cases of a type that make its usual amounts, the latest
LATEST = 200
#: decisions that say something of the case, beside its amounts
SAID = ("submit", "approve", "reject", "return", "override_ask", "cancel")
#: of each type the latest approved cases. By -id, as in the index: by id PostgreSQL would walk the
#: primary key, and with it all cases where a type has few approved ones
LIKE = """
    SELECT t.type_id, a.id, a.company_id, a.currency_id, a.amount_requested, a.amount_granted,
        a.treatment
    FROM unnest(%s) AS t (type_id)
    CROSS JOIN LATERAL (
        SELECT * FROM g2p_assistance_application
        WHERE type_id = t.type_id AND state = 'approved' ORDER BY -id LIMIT %s
    ) AS a
"""


class G2PAssistanceApplication(models.Model):
    """Blocks of the officers' form about money: what was decided, what is usual, the fund."""

    _inherit = "g2p.assistance.application"

    # rendered here, from escaped texts
    case_course = fields.Html(
        "Decided so far",
        compute="_compute_case_course",
        sanitize=False,
        exportable=False,
        groups=OFFICE,
    )
    case_price = fields.Html(
        "Usual amounts",
        compute="_compute_case_price",
        sanitize=False,
        exportable=False,
        groups=OFFICE,
    )
    case_fund = fields.Html(
        "Fund and this decision",
        compute="_compute_case_fund",
        sanitize=False,
        exportable=False,
        groups=OFFICE,
    )

    _approved_of_type_idx = models.Index("(type_id, (-id)) WHERE state = 'approved'")

    # === What earlier stages said, and why the amount changed === #

    @api.depends("approval_state", "assessment_ids")
    @api.depends_context("uid", "lang")
    def _compute_case_course(self):
        for case in self:
            # the log of a case is open to its officers and to auditors
            decisions = case.approval_decision_ids._filtered_access("read").sorted("id")
            lines = case._course_lines(decisions)
            # that it was submitted stands beside it
            is_said = len(lines) > 1
            case.case_course = case._case_block("course", lines=lines) if is_said else False

    def _course_lines(self, decisions):
        """Entries about the decisions, each with the change of the amount, if any."""
        recommended = self._recommended()
        amount, lines = self.amount_requested, []
        for decision in decisions.filtered(lambda d: d._effect() in SAID):
            was, amount = amount, self._amount_after(decision, amount)
            advised = recommended.get((decision.step_id.id, decision.user_id.id), 0)
            lines.append(
                {
                    "date": moments.shown(self.env, decision.date, self.company_id),
                    "stage": decision.step_name or "",
                    "officer": decision.user_id.name if decision.step_id else "",
                    "words": self._decision_in_words(decision),
                    "was": self.currency_id.format(was),
                    "now": self.currency_id.format(amount),
                    "is_changed": bool(self.currency_id.compare_amounts(was, amount)),
                    "recommended": self.currency_id.format(advised) if advised else "",
                    "reason": decision.reason_id.sudo().name or "",  # sudo: a reason of the list
                    "note": decision.reason or "",
                    "public_text": decision.public_text or "",
                }
            )
        return lines

    def _recommended(self):
        """{(id of a step, id of an officer): the amount that they recommended}."""
        return {
            (row.step_id.id, row.officer_id.id): row.amount_recommended
            for row in self.assessment_ids
        }

    @api.model
    def _amount_after(self, decision, amount):
        return decision.amount if decision._effect() == "approve" and decision.amount else amount

    @api.model
    def _decision_in_words(self, decision):
        return dict(decision._fields["action"]._description_selection(self.env))[decision.action]

    # === The usual amounts === #

    @api.depends("type_id", "treatment", "amount_requested")
    @api.depends_context("uid", "lang")
    def _compute_case_price(self):
        rows = self._approved_like()
        for case in self:
            case.case_price = case._case_block("price", **case._price_values(rows))

    def _approved_like(self):
        """{id of a type: its latest approved cases, as tuples}, in one query of bounded cost."""
        type_ids = self.type_id.ids
        if not type_ids:
            return {}
        self.flush_model(["type_id", "state", "amount_requested", "amount_granted", "treatment"])
        self.env.cr.execute(SQL(LIKE, type_ids, LATEST + 1))
        found = {}
        for type_id, *row in self.env.cr.fetchall():
            found.setdefault(type_id, []).append(row)
        return found

    def _price_values(self, rows):
        """The usual amounts of cases like this one: with the same treatment if they are enough,
        else of its type. Only rounded amounts leave this method, of at least ``FEWEST``
        cases."""
        treatment = sorted(folding.name(self.treatment))
        like = [
            (requested, granted, sorted(folding.name(text)) == treatment)
            for case_id, company_id, currency_id, requested, granted, text in rows.get(
                self.type_id.id, ()
            )
            if case_id != self._origin.id
            and (company_id, currency_id) == (self.company_id.id, self.currency_id.id)
        ][:LATEST]
        same = [row for row in like if treatment and row[2]]
        is_same = len(same) >= FEWEST
        chosen = same if is_same else like
        asked, given = (spread([row[at] for row in chosen]) for at in (0, 1))
        return {
            "fewest": FEWEST,
            "treatment": self.treatment if is_same else False,
            "type": self.type_id.sudo().name,  # sudo: the name of a type that may be archived
            "asked": self._spread_in_words(asked),
            "given": self._spread_in_words(given),
            "times": times(self.amount_requested, asked.middle) if asked else None,
            "requested": self.currency_id.format(self.amount_requested),
        }

    def _spread_in_words(self, found):
        """The amounts of a spread in the case's currency; None where there is none."""
        if not found:
            return None
        money = self.currency_id.format
        return {
            "count": found.count,
            "low": money(found.low),
            "middle": money(found.middle),
            "high": money(found.high),
        }

    # === The fund, and what this decision does to it === #

    @api.depends("approval_state", "amount_granted", "program_id")
    @api.depends_context("uid", "lang")
    def _compute_case_fund(self):
        for case in self:
            values = case._fund_values() if case._may_see_fund() else None
            case.case_fund = case._case_block("fund", **values) if values else False

    def _may_see_fund(self):
        """Whether the user may read what is in the fund: by their rights on funds, or because they
        are an officer of a stage of this case, who has to say whether it bears the amount."""
        if self.state not in ("submitted", "returned"):
            return False
        if self.env["g2p.assistance.fund"].has_access("read") or self.approval_my_step_id:
            return True
        steps_sudo = self._approval_request_sudo()._current_steps()
        user = self.env.user
        return any(step._acting_for(user) for step in steps_sudo if step.state != "skipped")

    def _fund_values(self):
        """The fund's money now, and after granting the amount of this case."""
        amount = self._approval_request_sudo()._granted_amount()
        Fund = self.env["g2p.assistance.fund"]
        try:
            fund_sudo = Fund._for_program(self.program_id, self.currency_id, self.company_id)
        except UserError as error:  # no fund for today: what to do is in the sentence
            return {"problem": str(error)}
        left = fund_sudo.available - amount
        money = self.currency_id.format
        return {
            "problem": False,
            "until": moments.day(self.env, fund_sudo.date_to),
            "available": money(fund_sudo.available),
            "amount": money(amount),
            "after": money(left),
            "lacks": money(-left) if self.currency_id.compare_amounts(left, 0) < 0 else False,
        }
