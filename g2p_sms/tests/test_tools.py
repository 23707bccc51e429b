import doctest

from odoo.tests import BaseCase, tagged

from ..tools import sms, sms_http


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_examples_in_docstrings_hold(self):
        for tool in (sms, sms_http):
            result = doctest.testmod(tool)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)
