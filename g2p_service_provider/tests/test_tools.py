import doctest

from odoo.tests import BaseCase, tagged

from ..controllers.provider import ProviderController
from ..tools import forms, kept


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_in_the_docstrings_hold(self):
        for module in (forms, kept):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertFalse(result.failed)

    def test_controllers_have_no_names_in_common(self):
        """Odoo merges all extensions of a controller: of methods with one name the last wins."""
        parts = [vars(part) for part in ProviderController.__subclasses__()]
        names = [name for part in parts for name in part if not name.startswith("__")]
        self.assertGreater(len(parts), 1)
        self.assertEqual(sorted(names), sorted(set(names)))
