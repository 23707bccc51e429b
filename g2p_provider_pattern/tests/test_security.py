from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PatternCase

MODELS = (
    "g2p.provider.pattern",
    "g2p.provider.pattern.judgement",
    "g2p.provider.pattern.threshold",
)


@tagged("post_install", "-at_install")
class TestSecurity(PatternCase):
    """Portal users and officers without the role reach nothing, through RPC as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._few("reversals")
        cls._reverse(cls._lines([cls.noon] * 10)[:3], cls.officer_1)

    def setUp(self):
        super().setUp()
        self.pattern = self._find("reversals")
        self.outside = (self.provider_user, self.stranger, self.issuer, self.officer_1)
        self.inside = (self.voucher_auditor, self.manager_user, self.auditor)

    def test_others_read_nothing(self):
        for user in self.outside:
            for model in MODELS:
                with self.subTest(user=user.login, model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search_read([])

    def test_auditors_and_managers_read(self):
        for user in self.inside:
            with self.subTest(user=user.login):
                found = self.env["g2p.provider.pattern"].with_user(user).search([])
                self.assertIn(self.pattern, found)
                self.assertIn("3 of 10", self.pattern.with_user(user).figure)

    def test_others_use_no_button(self):
        pattern, threshold = self.pattern, self.thresholds[0]
        for user in self.outside:
            calls = [
                lambda user=user: pattern.with_user(user).action_dismiss("x"),
                lambda user=user: pattern.with_user(user).action_confirm("x"),
                lambda user=user: pattern.with_user(user).action_reopen("x"),
                lambda user=user: pattern.with_user(user).action_open_records(),
                lambda user=user: threshold.with_user(user).action_search_now(),
                lambda user=user: self.provider.with_user(user).action_open_patterns(),
                lambda user=user: self.provider.with_user(user).read(["pattern_count"]),
            ]
            for number, call in enumerate(calls):
                with self.subTest(user=user.login, call=number), self.assertRaises(AccessError):
                    call()
        self.assertEqual(self.pattern.state, "open")

    def test_nobody_writes_a_pattern_or_a_judgement(self):
        for user in self.inside:
            pattern = self.pattern.with_user(user)
            for call in (
                lambda pattern=pattern: pattern.write({"level": 0}),
                lambda pattern=pattern: pattern.write({"facts": {}}),
                lambda pattern=pattern: pattern.unlink(),
                lambda pattern=pattern: pattern.judgement_ids.create(
                    {"pattern_id": pattern.id, "action": "dismiss", "user_id": 1}
                ),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_managers_alone_change_thresholds_and_search(self):
        threshold = self.thresholds.filtered(lambda row: row.kind == "quick")
        for user in (self.voucher_auditor, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                threshold.with_user(user).write({"percent": 99})
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(
                    AccessError, "^Only voucher managers can start a search for patterns.$"
                ),
            ):
                threshold.with_user(user).action_search_now()
        threshold.with_user(self.manager_user).write({"percent": 99})
        threshold.with_user(self.manager_user).action_search_now()
        queued = [("method", "=", "_find"), ("res_id", "=", threshold.id)]
        self.assertTrue(self.env["g2p.deferred"].search(queued))

    def test_a_change_of_a_threshold_is_recorded(self):
        threshold = self.thresholds.filtered(lambda row: row.kind == "quick")
        threshold.with_user(self.manager_user).write({"percent": 77})
        rows = self.env["g2p.audit.change"].search(
            [("res_model", "=", threshold._name), ("res_id", "=", threshold.id)]
        )
        self.assertIn("77", rows.mapped("new_value"))

    def test_a_threshold_keeps_its_kind_and_company(self):
        threshold = self.thresholds[0].with_user(self.manager_user)
        for vals in ({"kind": "contact"}, {"company_id": self.company.id}):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(AccessError, "^Kind and company of a threshold are fixed"),
            ):
                threshold.write(vals)

    def test_the_records_open_for_those_who_may_read_them(self):
        action = self.pattern.with_user(self.voucher_auditor).action_open_records()
        self.assertEqual(action["res_model"], "g2p.voucher.redemption")
        self.assertEqual(action["domain"], [("id", "in", self.pattern.redemption_ids.ids)])

    def test_claims_open_for_the_roles_of_reimbursement_only(self):
        self._few("rejected")
        for number in range(10):
            claim = self._create_draft(self._redeem(10))
            claim._set_state("submitted", date_submitted=self.noon)
            claim._set_state("rejected" if number < 3 else "approved")
        pattern = self._find("rejected")
        action = pattern.with_user(self.auditor).action_open_records()
        self.assertEqual(action["res_model"], "g2p.reimbursement.claim")
        with self.assertRaisesRegex(AccessError, "ask an auditor of reimbursement"):
            pattern.with_user(self.voucher_auditor).action_open_records()
        with self.assertRaises(AccessError):
            pattern.with_user(self.voucher_auditor).read(["claim_ids"])

    def test_a_provider_leads_to_its_patterns(self):
        provider = self.provider.with_user(self.voucher_auditor)
        self.assertEqual(provider.pattern_count, 1)
        self.assertEqual(self.other_provider.with_user(self.voucher_auditor).pattern_count, 0)
        action = provider.action_open_patterns()
        self.assertEqual(self.env["g2p.provider.pattern"].search(action["domain"]), self.pattern)

    def test_a_pattern_stops_no_redemption_or_claim(self):
        """It says so on the screen."""
        self.pattern.with_user(self.voucher_auditor).action_confirm("A real matter.")
        self.assertEqual(self.provider.state, "active")
        claim = self._create_claim(self._redeem(10), "INV-PATTERN")
        self.assertEqual(claim.state, "submitted")
