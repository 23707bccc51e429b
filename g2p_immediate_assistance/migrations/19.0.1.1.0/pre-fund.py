"""What a fund's row holds got other names; moves made until now are in it."""

from odoo.tools import sql

TABLE = "g2p_assistance_fund"
NAMES = {"reserved": "folded_reserved", "spent": "folded_spent"}


def migrate(cr, version):
    """Rename the columns once; a new move's mark (`pending`) is empty on the former ones."""
    for before, after in NAMES.items():
        if sql.column_exists(cr, TABLE, before) and not sql.column_exists(cr, TABLE, after):
            sql.rename_column(cr, TABLE, before, after)
