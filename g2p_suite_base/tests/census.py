"""Which tables a test's statements change or lock: shared rows must not be among them."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor

CHANGES = re.compile(r'\b(?:UPDATE|DELETE FROM)\s+"?(\w+)"?')
HOLDS = re.compile(r'\bFROM\s+"?(\w+)"?[^;]*?\bFOR\s+(?:NO KEY\s+)?UPDATE\b', re.DOTALL)
#: rows that unrelated people share
SHARED = {
    *("g2p_assistance_fund", "g2p_assistance_type", "g2p_assistance_settings"),
    *("g2p_program", "g2p_cycle", "g2p_program_entitlement_manager_voucher_qr"),
    *("g2p_service_provider", "g2p_service_provider_site", "g2p_voucher_key"),
    *("g2p_approval_policy", "g2p_approval_stage", "g2p_voucher_template"),
    *("res_company", "res_users", "res_currency", "res_groups"),
    *("ir_sequence", "ir_cron", "ir_config_parameter", "g2p_voucher_trust"),
}


@contextmanager
def tables(env):
    """The tables of which rows are changed or locked meanwhile, as a set."""
    found, execute = set(), Cursor.execute

    def listen(cursor, query, *args, **kwargs):
        text = str(getattr(query, "code", query))
        found.update(CHANGES.findall(text), HOLDS.findall(text))
        return execute(cursor, query, *args, **kwargs)

    env.flush_all()
    env.invalidate_all()
    with patch.object(Cursor, "execute", listen):
        yield found
        env.flush_all()
    found -= {"SET", "SKIP"}  # of an INSERT that meets a row, of FOR UPDATE SKIP LOCKED
