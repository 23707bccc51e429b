def uninstall_hook(env):
    """Restore OpenG2P's access rows."""
    env["g2p.series17.door"]._give_back()
