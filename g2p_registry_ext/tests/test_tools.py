import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.g2p_registry_ext.tools import masking


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_in_the_tools_hold(self):
        result = doctest.testmod(masking)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)
