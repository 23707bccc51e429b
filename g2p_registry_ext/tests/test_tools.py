import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.g2p_registry_ext.tools import masking, matching


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_in_the_tools_hold(self):
        for module in (masking, matching):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)
