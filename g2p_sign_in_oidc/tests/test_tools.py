import doctest

from odoo.tests import BaseCase, tagged

from ..tools import (
    addresses,
    claims,
    client_auth,
    client_keys,
    keyset,
    metadata,
    port,
    refusals,
    secrets_of_sign_in,
    tokens,
)

TOOLS = (
    *(addresses, claims, client_auth, client_keys, keyset),
    *(metadata, port, refusals, secrets_of_sign_in, tokens),
)


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_in_the_tools_hold(self):
        for module in TOOLS:
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)
