def uninstall_hook(env):
    """Give OpenG2P's access rows back as they were."""
    env["g2p.series17.door"]._give_back()
