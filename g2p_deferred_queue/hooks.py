"""Hooks of the addon's uninstallation."""


def uninstall_hook(env):
    """Leave the work to the scheduler, and no job that nobody could run."""
    work = env["g2p.deferred"]
    work._jobs([]).unlink()
    work._find_note().unlink()
    work._wake_scheduler(chunks=1)
