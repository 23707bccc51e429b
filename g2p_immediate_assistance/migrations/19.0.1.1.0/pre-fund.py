"""Columns of the fund's row got new names; existing moves are already folded."""

from odoo.tools import sql

TABLE = "g2p_assistance_fund"
NAMES = {"reserved": "folded_reserved", "spent": "folded_spent"}


def migrate(cr, version):
    """Rename the columns once; `pending` is empty for existing moves."""
    for before, after in NAMES.items():
        if sql.column_exists(cr, TABLE, before) and not sql.column_exists(cr, TABLE, after):
            sql.rename_column(cr, TABLE, before, after)
