import doctest

from odoo.tests import BaseCase, tagged

from ..controllers.provider import ProviderController
from ..tools import forms, kept


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_rules_do_as_their_documentation_says(self):
        for module in (forms, kept):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertFalse(result.failed)

    def test_the_controllers_share_no_name(self):
        """Odoo makes one class of all that extend a controller: of one name the last one wins."""
        parts = [vars(part) for part in ProviderController.__subclasses__()]
        names = [name for part in parts for name in part if not name.startswith("__")]
        self.assertGreater(len(parts), 1)
        self.assertEqual(sorted(names), sorted(set(names)))
