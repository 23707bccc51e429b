"""Hooks of the addon's uninstallation."""

from odoo.addons.g2p_suite_base.tools.uninstall import release_tables

from .const import MANAGER_MODEL

DEFAULT_MODEL = "g2p.program.entitlement.manager.default"


def uninstall_hook(env):
    """Restore OpenG2P's own entitlement managers, and release templates and sequences."""
    _return_programmes(env)
    release_tables(env, "g2p_voucher_qr")


def _return_programmes(env):
    """Replace each voucher manager by OpenG2P's default manager.

    OpenG2P stores managers as text references. A reference to a removed model would prevent the
    programme from being opened, and without any manager entitlements could not be opened beside
    g2p_program_approval.
    """
    wrappers = env["g2p.program.entitlement.manager"].search([])
    ours = [("id", "in", wrappers.ids), ("manager_ref_id", "=like", f"{MANAGER_MODEL},%")]
    for wrapper in wrappers.search(ours):
        manager = wrapper.manager_ref_id
        if not manager.exists():
            wrapper.unlink()
            continue
        default = env[DEFAULT_MODEL].create(
            {
                "name": manager.name,
                "program_id": manager.program_id.id,
                "amount_per_cycle": manager.amount_per_cycle,
            }
        )
        wrapper.write({"manager_ref_id": f"{DEFAULT_MODEL},{default.id}"})
