from datetime import timedelta

from odoo.tests import tagged

from .common import HOUR, PatternCase


@tagged("post_install", "-at_install")
class TestShares(PatternCase):
    """A provider's share of unusual redemptions or claims, in itself and against the others."""

    def reversed_of(self, count, hits, provider=None):
        lines = self._lines([self.noon] * count, provider)
        self._reverse(lines[:hits])
        return lines

    # === Reversals === #

    def test_a_share_at_the_threshold_is_shown_with_its_records(self):
        self._few("reversals", least_providers=3)
        lines = self.reversed_of(10, 3)
        pattern = self._find("reversals")
        self.assertEqual(pattern.provider_ids, self.provider)
        self.assertEqual(pattern.redemption_ids, lines[:3])
        self.assertEqual(pattern.record_count, 3)
        self.assertEqual(
            pattern.figure,
            "3 of 10 redemptions in 90 days were reversed, 30 %. "
            "There are too few providers to say what is usual.",
        )

    def test_a_share_below_the_threshold_is_not_shown(self):
        self._few("reversals")
        self.reversed_of(11, 3)
        self.assertFalse(self._find("reversals"))

    def test_a_small_provider_is_not_shown(self):
        self._few("reversals")
        self.reversed_of(9, 9)
        self.assertFalse(self._find("reversals"))

    def test_few_reversals_are_not_shown_however_large_their_share_is(self):
        self._few("reversals", least_hits=4)
        self.reversed_of(10, 3)
        self.assertFalse(self._find("reversals"))

    def test_redemptions_before_the_period_do_not_count(self):
        self._few("reversals", days=7)
        lines = self._lines([self.noon - timedelta(days=5)] * 10)
        self._reverse(lines[:3])
        self.assertFalse(self._find("reversals"))

    def usual_reversals(self, hits):
        """Two other providers with some reversals of 10, beside 3 of 10 here."""
        for name in ("Usual1", "Usual2"):
            self.reversed_of(10, hits, self._add_provider(name))
        self.reversed_of(10, 3)

    def test_a_share_that_is_usual_is_not_shown(self):
        self._few("reversals", least_providers=3)
        self.usual_reversals(3)
        self.assertFalse(self._find("reversals"))

    def test_a_multiple_of_the_usual_share_is_shown_with_it(self):
        self._few("reversals", least_providers=3)
        self.usual_reversals(1)
        pattern = self._find("reversals")
        self.assertEqual(pattern.provider_ids, self.provider)
        self.assertTrue(pattern.figure.endswith("were reversed, 30 %. Usual: 10 %."))

    # === Hours of the office === #

    def night(self, count, hour, **values):
        """Redemptions at an hour in Nairobi (three hours before UTC), and as many at noon."""
        self.company.partner_id.tz = "Africa/Nairobi"
        self._few("hours", **values)
        at = self.noon.replace(hour=hour) - 3 * HOUR
        self._lines([at] * count + [self.noon] * (10 - count))
        return self._find("hours")

    def test_redemptions_at_night_by_the_clock_of_the_office_are_shown(self):
        pattern = self.night(3, 22)
        self.assertEqual(len(pattern.redemption_ids), 3)
        self.assertIn("between 22:00 and 05:00 (Africa/Nairobi), 30 %.", pattern.figure)

    def test_the_hour_at_which_the_night_ends_is_usual(self):
        self.assertFalse(self.night(3, 5))

    def test_redemptions_that_are_at_night_only_in_utc_are_not_shown(self):
        self.assertFalse(self.night(3, 7))  # 4:00 UTC

    def test_unusual_hours_may_be_within_one_day(self):
        self.assertTrue(self.night(3, 13, hour_from=13, hour_to=14))

    # === Soon after issue === #

    def quick(self, minutes, amount=100):
        self._few("quick")
        issued = self.noon - timedelta(minutes=minutes)
        vouchers = [self._voucher(100, issued) for _n in range(3)]
        for voucher in vouchers:
            self._lines([self.noon], amount=amount, voucher=voucher)
        self._lines([self.noon] * 7)
        return self._find("quick")

    def test_whole_vouchers_redeemed_minutes_after_issue_are_shown(self):
        pattern = self.quick(10)
        self.assertEqual(len(pattern.redemption_ids), 3)
        self.assertIn("took a whole voucher within 10 minutes of its issue", pattern.figure)

    def test_vouchers_redeemed_later_are_not_shown(self):
        self.assertFalse(self.quick(11))

    def test_parts_of_vouchers_are_not_shown(self):
        self.assertFalse(self.quick(10, amount=99))

    # === Claims === #

    def claims(self, rejected, approved):
        self._few("rejected")
        for number in range(rejected + approved):
            claim = self._create_draft(self._redeem(10))
            claim._set_state("submitted", date_submitted=self.noon)
            claim._set_state("rejected" if number < rejected else "approved")
        return self._find("rejected")

    def test_a_high_share_of_rejected_claims_is_shown(self):
        pattern = self.claims(3, 7)
        self.assertEqual(pattern.claim_ids.mapped("state"), ["rejected"] * 3)
        self.assertIn(
            "3 of 10 decided claims of the last 90 days were rejected, 30 %.", pattern.figure
        )

    def test_a_lower_share_of_rejected_claims_is_not_shown(self):
        self.assertFalse(self.claims(3, 8))

    # === The search === #

    def test_a_pattern_that_no_longer_holds_stays_and_says_so(self):
        self._few("reversals")
        self.reversed_of(10, 3)
        pattern = self._find("reversals")
        self._lines([self.noon])
        self.assertEqual(self._find("reversals"), pattern)
        self.assertFalse(pattern.is_current)
        self.assertEqual((pattern.state, pattern.record_count), ("open", 3))

    def test_a_kind_that_is_switched_off_is_not_searched(self):
        self._few("reversals")
        self.reversed_of(10, 3)
        pattern = self._find("reversals")
        self.assertTrue(pattern.is_current)
        self._threshold("reversals", active=False)
        self._find("reversals")
        self.assertFalse(pattern.is_current)

    def test_a_second_search_keeps_the_pattern_and_takes_new_figures(self):
        self._few("reversals")
        self.reversed_of(10, 3)
        pattern = self._find("reversals")
        more = self.reversed_of(1, 1)
        self.assertEqual(self._find("reversals"), pattern)
        self.assertIn(more, pattern.redemption_ids)
        self.assertIn("4 of 11", pattern.figure)

    def test_the_nightly_action_queues_each_kind_of_each_company(self):
        self.env["g2p.deferred"].search([]).unlink()
        self.env["g2p.provider.pattern.threshold"]._cron_find()
        rows = self.env["g2p.deferred"].search([("method", "=", "_find")])
        thresholds = self.env["g2p.provider.pattern.threshold"].with_context(active_test=False)
        wanted = thresholds.search([("company_id.active", "=", True)])
        self.assertEqual(set(rows.mapped("res_id")), set(wanted.ids))
        self.assertEqual(len(wanted.filtered(lambda row: row.company_id == self.company)), 7)
