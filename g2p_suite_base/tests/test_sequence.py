from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestNumbersOfMany(TransactionCase):
    """Many records get the same numbers at once as one after the other."""

    def sequence(self, **values):
        vals = {"name": "Papers", "code": "test.papers", "prefix": "P-", "padding": 3, **values}
        return self.env["ir.sequence"].create(vals)

    def test_they_follow_each_other_and_single_numbers(self):
        sequence = self.sequence()
        self.assertEqual(sequence.next_by_id(), "P-001")
        self.assertEqual(sequence._numbers(3), ["P-002", "P-003", "P-004"])
        self.assertEqual(sequence.next_by_id(), "P-005")

    def test_they_take_two_queries(self):
        self.sequence()
        self.env.flush_all()
        self.env.invalidate_all()
        # a request knows its company and time zone already
        sequences = self.env["ir.sequence"].with_company(self.env.company).with_context(tz="UTC")
        with self.assertQueryCount(2):
            sequences._numbers_by_code("test.papers", 50)

    def test_those_without_gaps_and_those_of_a_year_are_kept(self):
        for values in ({"implementation": "no_gap"}, {"use_date_range": True}):
            with self.subTest(values):
                sequence = self.sequence(**values)
                first = sequence.next_by_id()
                self.assertEqual(first, "P-001")
                self.assertEqual(sequence._numbers(2), ["P-002", "P-003"])

    def test_a_companys_own_comes_before_that_of_all(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.sequence(company_id=False)
        self.sequence(company_id=company.id, prefix="E-")
        sequences = self.env["ir.sequence"]
        self.assertEqual(
            sequences.with_company(company)._numbers_by_code("test.papers", 1), ["E-001"]
        )
        self.assertEqual(sequences._numbers_by_code("test.papers", 1), ["P-001"])

    def test_without_a_sequence_there_is_no_number(self):
        self.assertEqual(self.env["ir.sequence"]._numbers_by_code("test.none", 2), [False, False])
