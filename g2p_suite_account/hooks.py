def uninstall_hook(env):
    """Remove the settings, which nothing would read."""
    env["ir.config_parameter"].search([("key", "=like", "g2p\\_suite\\_account.%")]).unlink()
