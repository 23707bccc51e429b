import base64
import os
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user

KEK = base64.b64encode(bytes(range(32))).decode()
ROLES = {
    "issuer": "g2p_voucher_key.group_voucher_issuer",
    "manager": "g2p_voucher_key.group_voucher_manager",
    "auditor": "g2p_voucher_key.group_voucher_auditor",
    "visitor": "base.group_portal",
}


def create_key(env, company):
    """The company's active key, regardless of former ones."""
    keys = env["g2p.voucher.key"]
    keys.search([("company_id", "=", company.id), ("state", "=", "active")])._set_state(
        "verify_only"
    )
    key = keys._generate(company)
    key._set_state("active")
    return key


class KeyCase(TransactionCase):
    """The company's active key, and its officers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kek = patch.dict(os.environ, {"G2P_VOUCHER_KEK": KEK})
        kek.start()
        cls.addClassCleanup(kek.stop)
        cls.company = cls.env.company
        for role, group in ROLES.items():
            setattr(cls, role, new_test_user(cls.env, f"vk_{role}", groups=group))
        cls.key = create_key(cls.env, cls.company)
