import json

from odoo.tests import tagged

from odoo.addons.g2p_assistance_question.tests.common import CAUSES, PARTS, QUESTIONS, QuestionMixin
from odoo.addons.g2p_opensearch.tests.common import KEY, AnalyticsCase

OWN = ("asked", "own_answers")
#: what a type asks itself, and what the person of the tests answered
SECRETS = (
    *(label for _page, _kind, label, _more in QUESTIONS.values()),
    *(f'"{code}"' for code in QUESTIONS if code != "day"),  # each document has a day itself
    *(label for _code, label in CAUSES + PARTS),
    *("2026-03-05", "Behind the market", "1500.50", "150050", "at night"),
    *(f'"{name}"' for name in OWN),
)


@tagged("post_install", "-at_install")
class TestAnswersStay(QuestionMixin, AnalyticsCase):
    """Answers to a type's own questions are in the case alone: in no index and in no report."""

    def test_no_document_of_the_index_has_a_question_or_an_answer(self):
        case = self.issue_voucher(self.approve(self.fire_submitted())).sudo()
        self.assertEqual(case.own_answers, self.kept)
        request = case.approval_request_id
        found = {}
        for records in (case, request.step_ids, request.decision_ids, case.voucher_ids):
            documents = records._analytics_documents(KEY, 1)
            self.assertEqual(set(documents), set(records.ids))
            found[records._name] = documents
        text = json.dumps(found).lower()
        self.assertIn("approved", text)
        for secret in SECRETS:
            self.assertNotIn(secret.lower(), text, secret)

    def test_a_changed_answer_is_not_sent(self):
        case = self.fire_submitted().sudo()
        self.forget()
        case.write({"own_answers": {**case.own_answers, "homeless": 9}})
        self.assertEqual(self.noted("application"), set())
        case.write({"amount_requested": 1300})  # what is sent is noted
        self.assertEqual(self.noted("application"), {case.id})

    def test_no_report_reads_them(self):
        reports = [model for model in self.env.registry.values() if not model._auto]
        asking = {model._name: str(self.env[model._name]._table_query or "") for model in reports}
        self.assertIn("amount_requested", asking["g2p.assistance.report.demand"])
        for name, query in asking.items():
            # "asked" alone is also a column of theirs: when an officer asked
            self.assertNotRegex(query, r"\bown_answers\b|\ba\.asked\b|\*\s+FROM g2p_assist", name)
        for model in reports:
            read = (model._depends or {}).get("g2p.assistance.application", ())
            self.assertFalse(set(OWN) & set(read), model._name)

    def test_no_other_table_has_them(self):
        self.env.cr.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND column_name IN %s",
            [OWN],
        )
        found = {("g2p_assistance_application", name) for name in OWN}
        self.assertEqual(set(self.env.cr.fetchall()), found)
