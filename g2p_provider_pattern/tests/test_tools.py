import doctest

from odoo.tests import TransactionCase, tagged

from ..tools import unusual


@tagged("post_install", "-at_install")
class TestTools(TransactionCase):
    def test_the_examples_in_the_docstrings_hold(self):
        done = doctest.testmod(unusual)
        self.assertGreater(done.attempted, 5)
        self.assertFalse(done.failed)

    def test_groups_that_a_later_value_connects_become_one(self):
        owners = {"a": {1, 2}, "b": {3, 4}, "c": {2, 3}}
        self.assertEqual(unusual.together(owners), [([1, 2, 3, 4], ["a", "b", "c"])])

    def test_two_of_seven_high_providers_do_not_make_high_amounts_usual(self):
        cuts = unusual.quarters([280, 290, 300, 300, 310, 900, 950])
        self.assertEqual(unusual.distance(300, cuts, 1.4), 0)
        self.assertEqual(cuts, (295.0, 300.0, 605.0))
        self.assertGreater(unusual.distance(900, cuts, 1.4), 2.9)
