from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCase, stage

CHECKERS = "test_g2p_multistage_approval.group_checker"
MANY = "_on_approval_approved_many"
NO_MONEY = "There is no money for it."


@tagged("post_install", "-at_install")
class TestApprovedTogether(ApprovalCase):
    """Work after the last approval of many cases is done for all of them together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        cls.make_policy(stage(10, "Sign", cls.first, allow_bulk=True))
        cls.model = type(cls.env["test.approval.document"])

    def documents(self, *remarks):
        found = [self.submitted(name=f"Paper {at}", remark=it) for at, it in enumerate(remarks)]
        return self.env["test.approval.document"].union(*found)

    def approve_many(self, documents):
        steps = self.env["g2p.approval.step"].browse([self.step(one).id for one in documents])
        return steps.with_user(self.first).action_approve_many("Seen")

    def told(self, wrong):
        """The calls of the hook for many, which refuses if ``wrong`` returns true."""
        calls, hook = [], getattr(self.model, MANY)

        def many(records, requests):
            calls.append(len(records))
            if wrong(records):
                raise UserError(NO_MONEY)
            return hook(records, requests)

        return calls, patch.object(self.model, MANY, many)

    def test_the_hook_is_called_once_for_all(self):
        documents = self.documents("a", "b", "c")
        calls, hook = self.told(lambda records: False)
        with hook:
            outcomes = self.approve_many(documents)
        self.assertEqual([outcome["message"] for outcome in outcomes], ["Approved"] * 3)
        self.assertEqual(calls, [3])
        self.assertEqual(documents.mapped("events"), ["submitted approved "] * 3)
        self.assertEqual(documents.mapped("approval_state"), ["approved"] * 3)

    def test_a_refused_case_does_not_affect_the_others(self):
        documents = self.documents("a", "b", "bad", "d", "e")
        calls, hook = self.told(lambda records: "bad" in records.mapped("remark"))
        with hook:
            outcomes = self.approve_many(documents)
        self.assertEqual([it["ok"] for it in outcomes], [True, True, False, True, True])
        self.assertEqual(outcomes[2]["case"], "Paper 2")
        self.assertEqual(outcomes[2]["message"], NO_MONEY)
        self.assertEqual(calls[0], 5, "all of them are tried first")
        bad = documents[2]
        self.assertEqual((bad.approval_state, bad.events), ("pending", "submitted "))
        self.assertEqual(self.request(bad).decision_ids.mapped("action"), ["submit"])
        self.assertEqual(self.step(bad).state, "open")
        for document in documents - bad:
            self.assertEqual(document.events, "submitted approved ", "notified once")
            decisions = self.request(document).decision_ids.sorted("id")
            self.assertEqual(decisions.mapped("in_bulk"), [False, True])
            self.assertFalse(self.request(document)._check_chain())

    def test_cases_that_do_not_fit_together_are_approved_in_their_order(self):
        documents, given = self.documents(*"abcdef"), []

        def too_much(records):
            if len(given) + len(records) > 3:
                return True
            given.extend(records.ids)
            return False

        _calls, hook = self.told(too_much)
        with hook:
            outcomes = self.approve_many(documents)
        self.assertEqual([it["ok"] for it in outcomes], [True] * 3 + [False] * 3)
        self.assertEqual(given, documents[:3].ids)

    def test_a_case_refused_early_does_not_block_the_others(self):
        documents = self.documents("a", "b", "c")
        documents[1].sudo().amount = 5
        calls, hook = self.told(lambda records: False)
        with hook:
            outcomes = self.approve_many(documents)
        self.assertEqual([it["ok"] for it in outcomes], [True, False, True])
        self.assertEqual(calls, [2])

    def test_a_single_case_is_refused_with_its_message(self):
        document = self.documents("a")
        _calls, hook = self.told(lambda records: True)
        with hook:
            [outcome] = self.approve_many(document)
            with self.assertRaisesRegex(UserError, NO_MONEY):
                self.approve(document, self.first)
        self.assertEqual(outcome["message"], NO_MONEY)

    def test_a_decision_alone_calls_the_same_hook(self):
        document = self.documents("a")
        calls, hook = self.told(lambda records: False)
        with hook:
            self.approve(document, self.first)
        self.assertEqual(calls, [1])
        self.assertEqual(document.events, "submitted approved ")

    def test_reviews_of_many_are_opened(self):
        policy = self.request(self.documents("a")).policy_id
        policy.write({"review_group_id": self.env.ref(CHECKERS).id, "review_days": 3})
        documents = self.documents("b", "c")
        self.approve_many(documents)
        requests = self.env["g2p.approval.request"]._of(documents)
        reviews = self.env["g2p.approval.review"].search([("request_id", "in", requests.ids)])
        self.assertEqual(len(reviews), 2)
