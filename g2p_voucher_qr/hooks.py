"""What Odoo calls when the addon comes or goes."""

from odoo.addons.g2p_document_store.hooks import release_tables

from .const import MANAGER_MODEL


def uninstall_hook(env):
    """Take the voucher managers out of their programmes, and free templates and sequences.

    OpenG2P keeps managers as a reference: text, which would name a model that is gone, and no
    programme that had one could be opened any more.
    """
    wrappers = env["g2p.program.entitlement.manager"].search([])
    ours = [("id", "in", wrappers.ids), ("manager_ref_id", "=like", f"{MANAGER_MODEL},%")]
    wrappers.search(ours).unlink()
    release_tables(env, "g2p_voucher_qr")
