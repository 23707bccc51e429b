"""Hook for installation."""


def post_init_hook(env):
    """Give staff who are there already the roles of what they could do; nobody administers yet."""
    env["g2p.service.provider"].with_context(active_test=False).search([])._sync_staff()
