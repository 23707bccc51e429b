"""Hooks of the addon's installation."""

#: templates that g2p_suite_base had before this addon
MOVED = ("form_token", "notices", "page_title", "session_warning", "timeline")

RECORDS = """
    UPDATE ir_model_data moved SET module = 'g2p_suite_page'
    WHERE module = 'g2p_suite_base' AND model = 'ir.ui.view' AND name = ANY(%s)
        AND NOT EXISTS (
            SELECT FROM ir_model_data WHERE module = 'g2p_suite_page' AND name = moved.name
        )
"""
#: copies of a website have the same key
KEYS = """
    UPDATE ir_ui_view SET key = replace(key, 'g2p_suite_base.', 'g2p_suite_page.')
    WHERE key = ANY(%s)
"""


def pre_init_hook(env):
    """Give the templates of a server that is updated their new names, before they are loaded.

    Otherwise Odoo would make new ones and delete these, and with them each view that inherits one:
    what an office has changed on its pages would be lost without a word.
    """
    env.flush_all()
    env.cr.execute(RECORDS, [list(MOVED)])
    env.cr.execute(KEYS, [[f"g2p_suite_base.{name}" for name in MOVED]])
    env.invalidate_all()
