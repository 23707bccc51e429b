from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ..tools.together import by_halves


@tagged("post_install", "-at_install")
class TestByHalves(TransactionCase):
    """Many records worked on together; a refused one does not affect the others."""

    def setUp(self):
        super().setUp()
        self.partners = self.env["res.partner"].create([{"name": name} for name in "abcdefg"])
        self.runs = []

    def work(self, bad="", kind=UserError):
        """Rename the partners after the run, refusing those named ``bad``; return the answers."""

        def name(partners):
            self.runs.append(len(partners))
            found = partners.mapped("name")
            partners.write({"ref": f"run {len(self.runs)}"})
            if set(bad) & set(found):
                raise kind("No.")
            return found

        return by_halves(self.partners, name, lambda one, error: f"{one.name}: {error.args[0]}")

    def test_all_are_done_in_one_run(self):
        self.assertEqual(self.work(), list("abcdefg"))
        self.assertEqual(self.runs, [7])

    def test_the_record_at_fault_is_refused_alone(self):
        self.assertEqual(self.work("e"), ["a", "b", "c", "d", "e: No.", "f", "g"])
        self.assertFalse(self.partners[4].ref)
        self.assertTrue(all((self.partners - self.partners[4]).mapped("ref")))

    def test_all_can_be_refused_and_nothing_stands(self):
        self.assertEqual(self.work("abcdefg", AccessError)[0], "a: No.")
        self.assertFalse(any(self.partners.mapped("ref")))

    def test_any_other_error_ends_everything(self):
        with self.assertRaises(ZeroDivisionError):
            self.work("e", ZeroDivisionError)

    def test_nothing_is_done_with_none(self):
        self.partners = self.partners.browse()
        self.assertEqual(self.work(), [])
        self.assertEqual(self.runs, [])
