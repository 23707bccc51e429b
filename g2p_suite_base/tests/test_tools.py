import doctest

from odoo.tests import TransactionCase, tagged

from ..tools import (
    actions,
    brakes,
    folding,
    identity,
    indexes,
    moments,
    moves,
    numbers,
    own_config,
    paging,
    phones,
    plain_text,
    timeline,
    typed,
    typed_amount,
    typed_characters,
)

MODULES = (
    actions,
    brakes,
    folding,
    identity,
    indexes,
    moments,
    moves,
    numbers,
    own_config,
    paging,
    phones,
    plain_text,
    timeline,
    typed,
    typed_amount,
    typed_characters,
)


@tagged("post_install", "-at_install")
class TestTools(TransactionCase):
    def test_the_examples_of_the_tools_are_right(self):
        for module in MODULES:
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0, module.__name__)
            self.assertEqual(result.failed, 0, module.__name__)
