from odoo import models

from ..tools import bands
from ..tools.money import minor

#: changes of these are sent
WATCHED = {
    *("state", "date_submitted", "answer_by", "urgency", "relation", "type_id", "program_id"),
    *("registrant_id", "birthdate", "gender_id", "household_size", "area_id"),
    *("amount_requested", "amount_granted", "company_id", "currency_id"),
}
#: actions that end the wait for the applicant, as in the report on demand
ANSWERS = {"submit", "reject", "cancel"}


class G2PAssistanceApplication(models.Model):
    """Its document in the search index: bands and codes in place of answers."""

    _name = "g2p.assistance.application"
    _inherit = ["g2p.assistance.application", "g2p.search.mixin"]

    _analytics_kind = "application"
    _analytics_watched = frozenset(WATCHED)
    _analytics_domain = [("date_submitted", "!=", False)]
    _analytics_day = "date_submitted"

    # === CRUD === #

    def write(self, vals):
        done = super().write(vals)
        if "area_id" in vals:
            self.env["g2p.area"]._note_cases(self.ids)
        return done

    # === HOOKS: of the search index === #

    def _analytics_ready(self):
        # sudo: who changed a case need not read it afterwards
        return self.sudo().filtered("date_submitted")

    def _analytics_place(self):
        """{case's id: programme and place}, for the documents about cases."""
        shown = self.area_id._shown_codes()
        unknown = bands.UNKNOWN, bands.UNKNOWN
        found = {}
        for case in self:
            area, region = shown.get(case.area_id.id, unknown)
            found[case.id] = {
                "programme": case.program_id.name,
                "company": case.company_id.name,
                "type": case.type_id.code,
                "area": area,
                "region": region,
            }
        return found

    def _analytics_values(self, names):
        places, rounds = self._analytics_place(), self._analytics_rounds()
        empty = self.env["g2p.approval.request"]
        return {
            case.id: {
                **places[case.id],
                **case._analytics_person_values(names),
                **case._analytics_course_values(rounds.get(case.id, empty)),
                "amount_requested": minor(case.amount_requested, case.currency_id),
                "amount_granted": minor(case.amount_granted, case.currency_id),
                "currency": case.currency_id.name,
            }
            for case in self
        }

    def _analytics_rounds(self):
        """{case's id: its latest approval request}."""
        found = {}
        for request in self.env["g2p.approval.request"]._of(self):  # the latest first
            found.setdefault(request.res_id, request)
        return found

    def _analytics_person_values(self, names):
        day = self.date_submitted and self.date_submitted.date()
        return {
            "person": names.of("res.partner", self.registrant_id.id),
            "age_band": bands.age_band(self.birthdate, day),
            "gender": (self.gender_id.code or bands.UNKNOWN).lower(),
            "household": bands.band(self.household_size or 0, bands.HOUSEHOLDS),
            "relation": self.relation,
        }

    def _analytics_course_values(self, request):
        closed = request.date_closed if request.state in ("approved", "rejected") else None
        applied, answer_by = self.date_submitted or None, self.answer_by or None
        return {
            "state": self.state,
            "urgency": self.urgency,
            "round": request.round or None,
            "applied_at": applied,
            "applied_week": bands.week(applied),
            "answer_by_at": answer_by,
            "decided_at": closed or None,
            "decided_week": bands.week(closed),
            "is_kept": closed <= answer_by if closed and answer_by else None,
            "hours_to_decision": bands.hours(applied, closed),
            "hours_paused": self._analytics_paused(request),
        }

    def _analytics_paused(self, request):
        """Hours during which the case waited for the applicant."""
        total, asked = 0.0, None
        for decision in request.decision_ids.sorted("id"):
            if decision.action == "return":
                asked = asked or decision.date
            elif decision.action in ANSWERS and asked:
                total += bands.hours(asked, decision.date)
                asked = None
        return total
