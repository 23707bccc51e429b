"""The reports are an addon of their own: it is installed with this update, and keeps their ids."""

from odoo.addons.g2p_suite_base.tools.external_ids import change_addon

REPORTS = (
    r"^((model|model_inherit_|field|selection_|access)_)?"
    r"g2p_assistance_report_(mixin|demand|time|money|integrity|equity)_"
)
#: an office that had the reports keeps them, and what is theirs is not deleted as left over
INSTALL = (
    "UPDATE ir_module_module SET state = 'to install' WHERE name = %s AND state = 'uninstalled'"
)


def migrate(cr, version):
    """Move the external ids, so that neither the models nor their menus are deleted."""
    change_addon(cr, REPORTS, "g2p_immediate_assistance", "g2p_assistance_report")
    cr.execute(INSTALL, ["g2p_assistance_report"])
