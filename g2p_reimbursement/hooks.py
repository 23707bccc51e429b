"""What Odoo calls when the addon comes or goes."""

from odoo.addons.g2p_multistage_approval.hooks import keep_groups


def uninstall_hook(env):
    """See ``keep_groups``: officers of procedures and cases that stay."""
    keep_groups(env, "g2p_reimbursement")
