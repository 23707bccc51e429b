"""Hooks for installation."""


def post_init_hook(env):
    """Give each company its thresholds, which managers can change at once."""
    env["g2p.provider.pattern.threshold"]._ensure(env["res.company"].search([]))
