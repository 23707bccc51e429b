"""Hooks of the addon's installation."""

from odoo.addons.g2p_suite_base.tools.external_ids import change_addon

#: the reports' external ids, and those of what belongs to them
REPORTS = (
    r"^((model|model_inherit_|field|selection_|access)_)?"
    r"g2p_assistance_report_(mixin|demand|time|money|integrity|equity)_"
)


def pre_init_hook(env):
    """Take over the reports of a server on which g2p_immediate_assistance had them.

    Otherwise Odoo would make new actions and menus and delete these, and with them the filters and
    dashboards that offices made of them. An update of g2p_immediate_assistance does the same; here
    is the installation without one.
    """
    env.flush_all()
    change_addon(env.cr, REPORTS, "g2p_immediate_assistance", "g2p_assistance_report")
    env.invalidate_all()
    env.registry.clear_cache()
