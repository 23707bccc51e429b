from odoo.tests import tagged

from .common import PatternCase


@tagged("post_install", "-at_install")
class TestPrices(PatternCase):
    """The middle amount of a provider against the quartiles of the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._threshold("prices", least_count=3, least_providers=5, times=2)
        for at, amount in enumerate((280, 300, 310, 340)):
            cls.redeem(amount, cls._add_provider(f"Peer{at}"))

    @classmethod
    def redeem(cls, amount, provider=None, count=3, covers=None):
        return cls.env["g2p.voucher.redemption"].union(
            *(
                cls._lines(
                    [cls.noon],
                    provider,
                    amount,
                    voucher=cls._voucher(amount, covers=covers or "Surgery"),
                )
                for _n in range(count)
            )
        )

    def test_amounts_from_the_multiple_of_the_upper_quartile_are_shown(self):
        lines = self.redeem(680)  # the quartiles are 300 and 340
        pattern = self._find("prices")
        self.assertEqual(pattern.provider_ids, self.provider)
        self.assertEqual(pattern.redemption_ids, lines)
        self.assertEqual(pattern.program_id, self.program)
        money = self.currency.format
        self.assertEqual(
            pattern.figure,
            f"The middle amount of 3 vouchers for “Surgery” in 90 days is {money(680)}. At half of "
            f"the 5 providers compared it lies between {money(300)} and {money(340)}, in the "
            f"middle {money(310)}.",
        )

    def test_amounts_below_it_are_not_shown(self):
        self.redeem(679)
        self.assertFalse(self._find("prices"))

    def test_amounts_down_to_a_part_of_the_lower_quartile_are_shown(self):
        self.redeem(140)  # the lower quartile is 280
        self.assertEqual(self._find("prices").provider_ids, self.provider)

    def test_amounts_above_that_part_are_not_shown(self):
        self.redeem(141)
        self.assertFalse(self._find("prices"))

    def test_one_large_amount_is_not_the_middle(self):
        self.redeem(300, count=2)
        self.redeem(5000, count=1)
        self.assertFalse(self._find("prices"))

    def test_a_provider_with_few_vouchers_is_not_compared(self):
        self.redeem(680, count=2)
        self.assertFalse(self._find("prices"))

    def test_too_few_providers_are_not_compared(self):
        self._threshold("prices", least_providers=6)
        self.redeem(680)
        self.assertFalse(self._find("prices"))

    def test_vouchers_for_another_purpose_are_not_compared(self):
        self.redeem(680, covers="Dialysis")
        self.assertFalse(self._find("prices"))

    def test_reversed_redemptions_do_not_count(self):
        self._reverse(self.redeem(680))
        self.assertFalse(self._find("prices"))

    def test_a_voucher_redeemed_in_parts_is_one_amount(self):
        for _n in range(3):
            voucher = self._voucher(300, covers="Surgery")
            self._lines([self.noon] * 3, amount=100, voucher=voucher)
        self.assertFalse(self._find("prices"))
