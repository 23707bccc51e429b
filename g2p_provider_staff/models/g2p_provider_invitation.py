import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize, single_email_re

from odoo.addons.g2p_suite_account.tools.logins import typed_login, typed_name

from ..const import FLAGS

#: days for which an invitation can be accepted
DAYS = 7
#: open invitations of a provider, its invitations of one day, and mails of one invitation
MOST_OPEN, MOST_A_DAY, MOST_MAILS = 20, 30, 3


class G2PProviderInvitation(models.Model):
    """An address that an administrator invited to a provider's staff.

    Nothing changes, and nobody learns of an account of this address, until its owner accepts with
    the link of the mail. So an invitation is the same for every address, and nobody is named
    staff without knowing it. It counts while the administrator who sent it is one.
    """

    _name = "g2p.provider.invitation"
    _description = "Invitation to a provider's staff"
    _inherit = [
        "g2p.audit.mixin",
        "g2p.kept.mixin",
        "g2p.provider.role.mixin",
        "g2p.state.mixin",
        "g2p.company.mixin",
    ]
    _order = "id desc"
    _rec_name = "email"
    _first_state = "open"
    _transitions = {"open": {"accepted", "withdrawn"}}
    _engine_fields = frozenset({"state", "user_id"})
    _audit_fields = ("provider_id", "email", *FLAGS.values(), "state", "user_id")
    _audit_masked = ("email",)

    provider_id = fields.Many2one(
        "g2p.service.provider", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="provider_id.company_id", store=True, index=True)
    email = fields.Char("E-mail", required=True, readonly=True)
    name = fields.Char(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("accepted", "Accepted"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="open",
    )
    invited_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", "Accepted by", readonly=True, ondelete="set null", index="btree_not_null"
    )
    token_digest = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    date_until = fields.Datetime("Valid until", readonly=True)
    mail_count = fields.Integer("Mails", readonly=True)

    _one_open = models.UniqueIndex(
        "(provider_id, email) WHERE state = 'open'", "This address is already invited."
    )
    _token_idx = models.UniqueIndex("(token_digest)")
    _of_provider_idx = models.Index("(provider_id, create_date)")

    # === CRUD === #

    def _kept_sentences(self):
        sentence = self.env._("Administrators of a provider invite its staff on their page.")
        return {"create": sentence, "write": sentence}

    # === What administrators do, called by their pages === #

    @api.model
    def _portal_invitations(self):
        """The open invitations of the user's provider: [{id, name, email, roles, until, is_over}],
        newest first."""
        provider_sudo = self.env["g2p.service.provider"]._administered()
        now = fields.Datetime.now()
        return [
            {
                "id": one.id,
                "name": one.name,
                "email": one.email,
                "roles": one._roles(),
                "until": one.date_until,
                "is_over": one.date_until < now or not one._is_sender_in_office(),
            }
            for one in provider_sudo._open_invitations()
        ]

    @api.model
    def _portal_invite(self, email, name, roles):
        """Invite the owner of an address to the staff of the user's provider, by e-mail."""
        provider_sudo = self.env["g2p.service.provider"]._administered_now()
        address = self._check_address(email)
        vals = self._role_vals(roles)
        provider_sudo._check_new_address(address)
        self._check_mail(address)
        invitation_sudo = provider_sudo.invitation_ids.create(
            {
                "provider_id": provider_sudo.id,
                "email": address,
                "name": typed_name(name) or address,
                "invited_by_id": self.env.uid,
                **vals,
            }
        )
        invitation_sudo._send()

    @api.model
    def _portal_send_again(self, invitation_id):
        """Send an open invitation of the user's provider again; only the new link counts."""
        provider_sudo = self.env["g2p.service.provider"]._administered_now()
        invitation_sudo = provider_sudo._open_invitation(invitation_id)
        if invitation_sudo.mail_count >= MOST_MAILS:
            raise UserError(
                self.env._(
                    "This invitation was sent %(count)s times. Ask the person to look for it, or "
                    "withdraw it and check the address.",
                    count=invitation_sudo.mail_count,
                )
            )
        self._check_mail(invitation_sudo.email)
        invitation_sudo._send()

    @api.model
    def _portal_withdraw(self, invitation_id):
        """Withdraw an open invitation of the user's provider; its link ends."""
        provider_sudo = self.env["g2p.service.provider"]._administered_now()
        provider_sudo._open_invitation(invitation_id)._set_state("withdrawn")

    # === HELPERS === #

    @api.model
    def _check_address(self, email):
        address = email_normalize(typed_login(email))
        if not address or not single_email_re.fullmatch(address):
            raise ValidationError(
                self.env._("Enter the e-mail address of the person, for example ana@example.org.")
            )
        return address

    def _is_sender_in_office(self):
        """Whether the administrator who sent it is still one."""
        return self.invited_by_id in self.provider_id._administrators()

    def _send(self):
        """Mail a new link; the former one ends. The mail waits for Odoo's queue."""
        users = self.env["res.users"]
        token = secrets.token_urlsafe(24)
        self.write(
            {
                "token_digest": self._digest(token),
                "date_until": fields.Datetime.now() + timedelta(days=DAYS),
                "mail_count": self.mail_count + 1,
                "invited_by_id": self.env.uid,
            }
        )
        values = {
            "provider": self.provider_id.name,
            "link": f"{self.get_base_url()}/provider/join?token={token}",
            "days": DAYS,
        }
        subject = self.env._("Invitation to %(provider)s", provider=self.provider_id.name)
        template = "g2p_provider_staff.mail_invitation"
        users._mail_to(self.email, subject, template, values, self.provider_id.company_id)

    @api.model
    def _check_mail(self, address):
        """Refuse what would end with a mail that never comes."""
        users = self.env["res.users"]
        if not users._can_mail():
            raise UserError(
                self.env._(
                    "This server cannot send e-mail yet, so nobody can be invited. Ask the "
                    "programme office to add the person."
                )
            )
        users._check_mail()
        if not users._may_mail(address):
            raise UserError(
                self.env._("Too many e-mails went to this address today. Try again tomorrow.")
            )

    @api.model
    def _digest(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    @api.autovacuum
    def _gc_invitations(self):
        """Delete addresses of people who did not accept, after 90 days; the trace stays."""
        before = fields.Datetime.now() - timedelta(days=90)
        old = [("state", "!=", "accepted"), ("create_date", "<", before)]
        self.sudo().search(old, limit=1000).unlink()  # sudo: the server cleans up


class G2PServiceProvider(models.Model):
    _inherit = "g2p.service.provider"

    def _open_invitations(self):
        return self.invitation_ids.filtered(lambda one: one.state == "open")

    def _open_invitation(self, invitation_id):
        """The open invitation with this ID of this provider.

        :raises UserError: when there is none
        """
        found = self._open_invitations().filtered(lambda one: one.id == invitation_id)
        if not found:
            raise UserError(self.env._("This invitation is not open any more. Reload the list."))
        return found

    def _check_new_address(self, address):
        """Refuse an address that is staff or invited here, and too many (staff locked)."""
        logins = {(login or "").lower() for login in self.staff_ids.user_id.mapped("login")}
        open_now = self._open_invitations()
        if address in logins:
            raise UserError(self.env._("%(email)s already belongs to your staff.", email=address))
        if address in open_now.mapped("email"):
            raise UserError(
                self.env._(
                    "%(email)s is already invited. Send the invitation again, or withdraw it.",
                    email=address,
                )
            )
        day = fields.Datetime.now() - timedelta(days=1)
        of_today = [("provider_id", "=", self.id), ("create_date", ">=", day)]
        if len(open_now) >= MOST_OPEN or open_now.search_count(of_today) >= MOST_A_DAY:
            raise UserError(
                self.env._(
                    "Too many invitations of %(name)s are open or were sent today. Withdraw those "
                    "that nobody needs, or continue tomorrow.",
                    name=self.name,
                )
            )
