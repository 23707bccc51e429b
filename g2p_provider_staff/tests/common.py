from odoo.tests import new_test_user

from odoo.addons.g2p_suite_account.tests.common import CountedLater, set_mail

#: login -> roles at the first provider, or the second
PEOPLE = {
    "boss": ("administrator",),
    "deputy": ("administrator",),
    "desk_clerk": ("clerk",),
    "biller": ("claims",),
}
THEIRS = {"their_boss": ("administrator",), "their_clerk": ("clerk",)}


class StaffFixture(CountedLater):
    """Two providers whose staff have different roles; `staff` and `rival` are clerk and claims."""

    @classmethod
    def _set_up_staff(cls):
        for provider, people in ((cls.provider, PEOPLE), (cls.other_provider, THEIRS)):
            for name, roles in people.items():
                user = new_test_user(cls.env, f"ps_{name}_user", groups="base.group_portal")
                provider.sudo()._join(user, roles)
                setattr(cls, name, user)
        set_mail(cls.env)

    def _row(self, user):
        """The row of a user's roles, as the superuser's."""
        self.env.invalidate_all()
        return self.env["g2p.provider.staff"].search([("user_id", "=", user.id)])

    def _roles_of(self, user):
        return self._row(user)._roles()

    def _as(self, user, model="g2p.service.provider"):
        return self.env[model].with_user(user)

    def _invite(self, email, *roles, user=None):
        """Invite somebody; return (invitation, the secret of the link in the mail)."""
        invitations = self._as(user or self.boss, "g2p.provider.invitation")
        invitations._portal_invite(email, "Ana Ruiz", roles or ("clerk",))
        return self._last_invitation(email.strip().lower())

    def _last_invitation(self, email):
        found = self.env["g2p.provider.invitation"].search([("email", "=", email)], limit=1)
        return found, self._mailed(email)[0].body_html.split("token=")[1].split('"')[0]

    def _mailed(self, email):
        """The mails that wait for this address, newest first."""
        return self.env["mail.mail"].search([("email_to", "=", email)], order="id desc")
