"""Hooks of the addon's uninstallation."""


def uninstall_hook(env):
    """Leave the work to the scheduler, and no job that nobody could run."""
    work = env["g2p.deferred"]
    work._jobs([]).unlink()
    # sudo: a note of this addon
    env["ir.config_parameter"].sudo().search([("key", "=", work._note())]).unlink()
    work._wake_scheduler(chunks=1)
