from odoo import models

from ..const import JUDGES


class G2PProviderPattern(models.Model):
    """Judges of a pattern: nobody with a part in what it is about."""

    _inherit = "g2p.provider.pattern"

    def _why_not_judge(self, user):
        """A sentence on why the user may not judge this pattern; False if they may."""
        self.ensure_one()
        if not any(user.has_group(group) for group in JUDGES):
            return self.env._("Only auditors and voucher managers can judge a pattern.")
        pattern_sudo = self.sudo()  # sudo: the rule covers all records, also those of other areas
        tie = user._tie_to(pattern_sudo.provider_ids._identity())
        if tie:
            return self.env._(
                "%(reason)s Another person must judge this pattern.", reason=user._tie_reason(tie)
            )
        lines_sudo = pattern_sudo.redemption_ids
        if user in lines_sudo.user_id | lines_sudo.reversal_ids.user_id:
            return self.env._(
                "You made one of its redemptions or reversals: another person must judge this "
                "pattern."
            )
        return pattern_sudo._why_not_office(user)

    def _why_not_office(self, user):
        """Why a user's work in the office keeps them from judging this pattern; under sudo."""
        if self.kind == "quick" and user in self.redemption_ids.voucher_id._case_users():
            return self.env._(
                "You worked on one of its cases or vouchers: another person must judge this "
                "pattern."
            )
        accounts = self.kind == "account"
        if accounts and user in self.provider_ids._audit_authors("account_number"):
            return self.env._(
                "You entered, asked for or decided an account of one of its providers: another "
                "person must judge this pattern."
            )
        return False
