"""What Odoo calls when the addon comes or goes."""

from .const import MANAGER_MODEL


def uninstall_hook(env):
    """Take the voucher managers out of their programmes.

    OpenG2P keeps them as a reference: text, which would name a model that is gone, and no
    programme that had one could be opened any more.
    """
    wrappers = env["g2p.program.entitlement.manager"].search([])
    ours = [("id", "in", wrappers.ids), ("manager_ref_id", "=like", f"{MANAGER_MODEL},%")]
    wrappers.search(ours).unlink()
