from odoo.tests import tagged

from .common import ScreenCase


@tagged("post_install", "-at_install")
class TestPrice(ScreenCase):
    """The price against the usual: of enough cases, of the same treatment where they are enough."""

    def approved_cases(self, amounts, **vals):
        for amount in amounts:
            self.case_of(
                state="approved", amount_requested=amount, amount_granted=amount / 2, **vals
            )

    def price(self, **vals):
        return self.seen(self.case_of(**vals), name="case_price")

    def test_few_cases_are_not_shown(self):
        self.approved_cases(range(100, 1000, 100))
        words = self.price(amount_requested=900)
        self.assertEqual(
            words, "Fewer than 10 cases like this were approved: there are no usual amounts yet."
        )

    def test_ten_cases_make_the_usual_amounts(self):
        self.approved_cases([300, 100, 500, 200, 400, 800, 600, 1000, 700, 900])
        words = self.price(amount_requested=990)
        self.assertIn("1.8 times the usual", words)
        self.assertRegex(words, r"last 10 approved cases of Test surgery")
        # between the cases, of which none asked for one of these: 325, 550 and 775
        self.assertRegex(words, r"requested .*550\.00.* half of them .*320\.00.* to .*780\.00")
        self.assertRegex(words, r"granted .*280\.00.* in the middle")

    def test_no_amount_is_that_of_a_person(self):
        """Of eleven cases the middle one is one person's."""
        amounts = [1234.56 + 100 * number for number in range(11)]
        self.approved_cases(amounts)
        words = self.price(amount_requested=5100)
        self.assertRegex(
            words, r"requested .*1,700\.00.* half of them .*1,500\.00.* to .*2,000\.00"
        )
        self.assertIn("3.0 times the usual", words)
        self.assertIn("Amounts are rounded.", words)
        for amount in (*amounts, *(amount / 2 for amount in amounts)):
            self.assertNotIn(f"{amount:,.2f}", words)

    def test_the_same_treatment_counts_where_it_is_enough(self):
        self.approved_cases([1000] * 10, treatment="Hip  operation")
        self.approved_cases([10] * 11, treatment="Glasses")
        words = self.price(amount_requested=2000, treatment="HIP OPERATION")
        self.assertIn("2.0 times the usual", words)
        self.assertIn("for HIP OPERATION", words)

    def test_fewer_of_the_same_treatment_give_way_to_the_type(self):
        self.approved_cases([1000] * 9, treatment="Hip operation")
        self.approved_cases([10] * 6, treatment="Glasses")
        words = self.price(amount_requested=20, treatment="Hip operation")
        self.assertIn("last 15 approved cases", words)
        self.assertNotIn("for Hip", words)

    def test_other_states_types_and_currencies_do_not_count(self):
        other = self.type.copy({"code": "OTHER"})
        currency = self.env.ref("base.JPY")
        self.approved_cases([100] * 10, type_id=other.id)
        self.approved_cases([100] * 10, currency_id=currency.id)
        for _time in range(10):
            self.case_of(state="rejected", amount_requested=100)
        self.assertIn("Fewer than 10", self.price())

    def test_the_case_itself_does_not_count(self):
        self.approved_cases([100] * 9)
        self.assertIn("Fewer than 10", self.price(state="approved"))

    def test_many_cases_take_one_query(self):
        self.approved_cases([100] * 6)
        cases = self.case_of() | self.case_of() | self.case_of()
        seen = self.seen(cases)
        seen.mapped("type_id")
        with self.assertQueryCount(1):
            seen._approved_like()
