from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.g2p_suite_base.tools import actions

from ..tools.refusals import Refused


class G2PSignInIdentity(models.Model):
    """A person at an issuer, and the account that is theirs: issuer and subject, nothing else.

    Subjects differ from client to client (MOSIP's PSUT) and say nothing about the person.
    """

    _name = "g2p.sign.in.identity"
    _description = "Identity for Signing In"
    _inherit = ["g2p.kept.mixin", "g2p.audit.mixin"]
    _without_company = "pseudonyms of accounts, which only administrators see"
    _order = "id desc"
    _rec_name = "subject"

    _audit_fields = ("user_id", "is_blocked")
    _audit_by_id = ("user_id",)
    _audit_masked = ("subject",)

    issuer = fields.Char(required=True, readonly=True)
    subject = fields.Char(required=True, readonly=True)
    provider_id = fields.Many2one(
        "g2p.sign.in.provider", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Account", required=True, readonly=True, index=True, ondelete="cascade"
    )
    registrant_id = fields.Many2one("res.partner", readonly=True, index=True, ondelete="set null")
    origin = fields.Selection(
        [
            ("number", "Recognised by the ID number"),
            ("new", "New registrant"),
            ("account", "Added by the account's holder"),
        ],
        required=True,
        readonly=True,
    )
    is_blocked = fields.Boolean("Blocked", readonly=True)
    date = fields.Datetime("Since", required=True, readonly=True, default=fields.Datetime.now)

    _subject_unique = models.Constraint(
        "UNIQUE(issuer, subject)", "This identity belongs to an account already."
    )
    _one_each = models.Constraint(
        "UNIQUE(user_id, issuer)", "An account has one identity of an issuer."
    )

    def _kept_sentences(self):
        return {
            "create": self.env._("An identity is recorded when its person signs in."),
            "write": self.env._("An identity cannot be changed. Block it instead."),
            "unlink": self.env._("An identity cannot be deleted. Block it instead."),
        }

    def _audit_wanted(self):
        # recorded by the log of sign-ins while a person signs in
        return self.browse() if self.env.user.share else self

    # === ACTIONS === #

    def action_block(self):
        """Refuse to sign this person in; sessions that are open stay open until they end."""
        return self._block(True)

    def action_unblock(self):
        """Let this person sign in again."""
        return self._block(False)

    def _block(self, is_blocked):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators block identities."))
        self.sudo().write({"is_blocked": is_blocked})  # sudo: checked above
        return actions.reload()

    # === BUSINESS === #

    @api.model
    def _find(self, issuer, subject):
        """The identity, under sudo, or empty."""
        # sudo: people who sign in have no right on it
        return self.sudo().search([("issuer", "=", issuer), ("subject", "=", subject)], limit=1)

    def _check_usable(self):
        """Refuse what may not sign in.

        :raises Refused: if it is blocked, or its account is closed or of the office
        """
        if self.is_blocked or not self.user_id.active:
            raise Refused("blocked")
        if self.user_id._is_internal():
            raise Refused("office")

    def _notify_holder(self):
        """Write to the account's holder that an ID was added: on a shared telephone it may have
        been somebody else."""
        user_sudo = self.sudo().user_id  # sudo: an account is not readable for its holder
        if not user_sudo.email:
            return
        # sudo: the provider's name only
        localised_sudo = self.sudo().with_context(lang=user_sudo.lang or self.env.lang)
        env, address = localised_sudo.env, user_sudo.email_formatted
        values = {"provider": localised_sudo.provider_id.name}
        template, office_sudo = "g2p_sign_in_oidc.mail_added", user_sudo.company_id
        env["res.users"]._mail_to(address, env._("Your account"), template, values, office_sudo)
