"""Hooks for installation and uninstallation."""

from odoo.tools import sql

from .models.g2p_assistance_application import CASE, QUEUE

TABLE = "g2p_assistance_application"
#: what this addon changes in the list of g2p_immediate_assistance, as it was
FORMER = {
    "domain": "[('approval_can_decide', '=', True)]",
    "help": """
            <p class="o_view_nocontent_smiling_face">No application is waiting for you.</p>
            <p>Applications appear here when they reach your stage, the most urgent first.</p>
        """,
    "view_id": False,
}


def pre_init_hook(env):
    """Create the column of the telephone keys empty: Odoo would parse all numbers in one
    transaction, while the server is down."""
    if not sql.column_exists(env.cr, TABLE, "phone_keys"):
        sql.create_column(env.cr, TABLE, "phone_keys", "varchar")


def post_init_hook(env):
    """Let the scheduled action that parses telephone numbers fill it, some cases at a time."""
    if env[CASE].search_count([("phone", "!=", False)], limit=1):
        env.ref("g2p_registry_ext.ir_cron_match_phones")._trigger()


def uninstall_hook(env):
    """Give the work queue back the list that it had: the keys and fields of this addon go."""
    action = env.ref(QUEUE, raise_if_not_found=False)
    if action:
        action.write(FORMER)
