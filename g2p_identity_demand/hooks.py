"""Hooks of the addon's installation."""


def post_init_hook(env):
    """Programmes and cases that exist stay as they were: nobody who has applied is locked out."""
    env.cr.execute("UPDATE g2p_assistance_settings SET identity_demand = 'office'")
    env.cr.execute("UPDATE g2p_assistance_application SET date_unlocked = create_date")
    env.invalidate_all()
