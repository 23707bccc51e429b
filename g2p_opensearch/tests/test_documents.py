import json

from odoo.tests import tagged

from ..tools import documents
from .common import KEY, AnalyticsCase

#: The reviewed list: a field that is added to `documents.FIELDS` is added here after a review of
#: what it discloses (docs/analytics.md, "A new field").
REVIEWED = {
    "application": "age_band amount_granted amount_requested answer_by_at applied_at applied_week"
    " area company currency day decided_at decided_week fold gender hours_paused hours_to_decision"
    " household is_kept person programme region relation revision round state type urgency",
    "step": "area closed_at company day due_at fold hours_limit hours_open is_escalated is_late"
    " opened_at opened_week programme region revision stage state subject subject_kind type"
    " urgency_rank",
    "decision": "action amount area company currency day decided_at decided_week fold is_bulk"
    " is_on_behalf is_second_look programme reason region revision stage subject subject_kind type"
    " verdict",
    "voucher": "amount amount_redeemed amount_unused area case company currency day fold issued_at"
    " issued_week programme region revision state type valid_until",
    "redemption": "amount area case company currency day fold is_reversal programme provider"
    " redeemed_at redeemed_week region revision type voucher",
    "claim": "amount_claimed amount_granted amount_paid company currency day fold hours_to_payment"
    " paid_on programme provider revision state submitted_at submitted_week",
    "payment": "amount claim company currency day fold made_at made_week programme provider"
    " revision state",
    "equity": "approved_percent company day days_to_decision dimension fold people quarter revision"
    " value",
    "check": "checked_at checked_day checked_kind count_database count_index day fold is_equal"
    " repaired revision sum_database sum_index",
}
#: of the person, the case and the officers of the tests
SECRETS = (
    *("Nyambura", "TEST-778-123", "778-123", "799 000 123", "799000123", "Farmer"),
    *("5 Hill Road", "Nakuru", "Appendix", "Severe pain", "City General", "1990-02-03"),
    *("Officer One", "case one", "In need."),
)


@tagged("post_install", "-at_install")
class TestDocuments(AnalyticsCase):
    def test_a_field_that_was_not_reviewed_fails(self):
        listed = {kind: set(documents.fields_of(kind)) for kind in documents.FIELDS}
        self.assertEqual(listed, {kind: set(text.split()) for kind, text in REVIEWED.items()})

    def test_each_kind_has_a_model_and_an_index(self):
        kinds = {index.kind for index in self.indexes if index._source() is not None}
        self.assertEqual(kinds, set(documents.FIELDS))

    def test_the_engine_refuses_what_is_not_mapped(self):
        for kind in documents.FIELDS:
            self.assertEqual(documents.mapping(kind)["dynamic"], "strict")

    def documents_of(self, kind, records):
        found = records.sudo()._analytics_documents(KEY, 1)
        for document in found.values():
            self.assertIsInstance(document, dict, str(document))
        return found

    def everything(self):
        """All documents of a case that was issued a voucher, as a text."""
        case = self.issued().sudo()
        request = case.approval_request_id
        parts = {
            "application": case,
            "step": request.step_ids,
            "decision": request.decision_ids,
            "voucher": case.voucher_ids,
        }
        found = {kind: self.documents_of(kind, records) for kind, records in parts.items()}
        self.assertTrue(all(found.values()))
        return json.dumps(found)

    def test_no_document_of_a_case_contains_what_the_person_told_or_who_decided(self):
        text = self.everything()
        for secret in SECRETS:
            self.assertNotIn(secret.lower(), text.lower(), secret)

    def test_no_document_contains_a_number_or_code_of_the_case(self):
        text = self.everything()
        case = self.env["g2p.assistance.application"].search([], order="id desc", limit=1)
        voucher = case.voucher_id.sudo()
        copy = voucher.active_copy_id
        for secret in (case.name, case.public_id, voucher.name, voucher.public_id, copy.code):
            self.assertNotIn(secret, text)

    def test_values_of_an_application(self):
        case = self.approved(granted=800)
        found = self.documents_of("application", case)[case.id]
        expected = {
            "state": "approved",
            "type": "TEST-SURGERY",
            "programme": "Test aid",
            "age_band": "18-39",
            "gender": "tf",
            "household": "2-3",
            "area": "unknown",
            "amount_requested": 120000,
            "amount_granted": 80000,
            "is_kept": True,
            "round": 1,
        }
        self.assertEqual({name: found[name] for name in expected}, expected)
        self.assertEqual(found["day"], str(case.date_submitted.date()))

    def test_a_value_of_another_form_is_refused_and_not_quoted(self):
        case = self.submitted().sudo()
        case.program_id.name = "Call +254 799 000 123"
        refusal = case._analytics_documents(KEY, 1)[case.id]
        self.assertIsInstance(refusal, documents.Refused)
        self.assertNotIn("254", str(refusal))

    def test_the_same_person_has_one_pseudonym_which_the_database_does_not_have(self):
        case = self.approved()
        again = self.approved(person=case.registrant_id)
        people = {document["person"] for document in self.documents_of("", case | again).values()}
        self.assertEqual(len(people), 1)
        other = case._analytics_documents(b"y" * 32, 1)[case.id]["person"]
        self.assertNotIn(other, people)

    def test_erased_facts_of_a_person_reach_the_index(self):
        case = self.submitted().sudo()
        self.built()
        self.assertEqual(self.document("application", case)["age_band"], "18-39")
        case.write({"birthdate": False, "gender_id": False, "household_size": 0})
        self.run_jobs()
        found = self.document("application", case)
        self.assertEqual({found[name] for name in ("age_band", "gender", "household")}, {"unknown"})
