"""Hooks for uninstallation."""


def uninstall_hook(env):
    """Delete the texts of programmes: without their programme they would be those of the company,
    or of all."""
    env["g2p.message.text"].flush_model()
    env.cr.execute("DELETE FROM g2p_message_text WHERE program_id IS NOT NULL")
    env.invalidate_all(flush=False)
