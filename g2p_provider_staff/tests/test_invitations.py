from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

from ..models import g2p_provider_invitation as limits
from .common import StaffFixture

INVITATION = "g2p.provider.invitation"
OLD = (
    "This invitation is too old, withdrawn or used. Ask the person who invited you for another one."
)
ANA = "ana@example.org"


@tagged("post_install", "-at_install")
class TestInvitations(StaffFixture, VoucherCase):
    """Invitations to the staff: sent, accepted, refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_staff()
        cls.public = cls.env.ref("base.public_user")

    def _accept(self, token, user=None, name="Ana"):
        return self._as(user or self.public, INVITATION)._accept(token, name)

    def _user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    # === Accepting === #

    def test_a_person_without_an_account_gets_one_when_they_accept(self):
        invitation, token = self._invite(f" {ANA.upper()} ", "clerk", "claims")
        self.assertFalse(self._user(ANA))
        path = self._accept(token, name="Ana  Diaz")
        user = self._user(ANA)
        self.assertIn("/assistance/reset-password?token=", path)
        self.assertEqual((user.name, user.company_id), ("Ana Diaz", self.company))
        self.assertTrue(user._is_portal() and not user._is_internal())
        self.assertEqual(self._roles_of(user), {"clerk", "claims"})
        self.assertEqual(user._service_provider(), self.provider)
        self.assertEqual((invitation.state, invitation.user_id), ("accepted", user))

    def test_a_portal_user_joins_with_their_account(self):
        user = new_test_user(self.env, ANA, groups="base.group_portal")
        _invitation, token = self._invite(ANA)
        self.assertFalse(user._service_provider())
        self.assertEqual(self._accept(token, user), "/provider")
        self.assertEqual(self._roles_of(user), {"clerk"})

    def test_the_account_of_the_address_has_to_be_signed_in(self):
        new_test_user(self.env, ANA, groups="base.group_portal")
        _invitation, token = self._invite(ANA)
        with self.assertRaisesRegex(UserError, "already an account with this address"):
            self._accept(token)
        with self.assertRaisesRegex(UserError, "signed in with another account"):
            self._accept(token, self.visitor)
        self.assertFalse(self.visitor._service_provider())

    def test_an_archived_account_is_not_replaced(self):
        new_test_user(self.env, ANA, groups="base.group_portal").active = False
        _invitation, token = self._invite(ANA)
        with self.assertRaisesRegex(UserError, "already an account with this address"):
            self._accept(token)

    def test_a_link_counts_once(self):
        _invitation, token = self._invite(ANA)
        self._accept(token)
        for user in (self.public, self._user(ANA)):
            with self.assertRaises(UserError) as caught:
                self._accept(token, user)
            self.assertEqual(str(caught.exception), OLD)

    def test_forged_links_are_refused(self):
        invitation, _token = self._invite(ANA)
        for token in ("", "x", None, 7, ["x"], invitation.token_digest, "%", "é"):
            with self.assertRaises(UserError) as caught:
                self._accept(token)
            self.assertEqual(str(caught.exception), OLD)

    def test_an_account_of_the_office_or_of_another_provider_does_not_join(self):
        office = new_test_user(
            self.env, "office@example.org", groups="g2p_reimbursement.group_reimbursement_officer"
        )
        theirs = new_test_user(self.env, "their@example.org", groups="base.group_portal")
        self.other_provider.user_ids = [(4, theirs.id)]
        for user, why in (
            (office, "has a role in the office"),
            (theirs, "already acts for a service provider"),
        ):
            _invitation, token = self._invite(user.login)
            with self.assertRaisesRegex(UserError, why):
                self._accept(token, user)
            self.assertNotIn(user, self.provider.user_ids)

    def test_an_invitation_looks_the_same_for_every_address(self):
        """Neither the answer, nor the mail, nor the list tells whether there is an account."""
        new_test_user(self.env, "portal@example.org", groups="base.group_portal")
        new_test_user(self.env, "intern@example.org", groups="base.group_user")
        addresses = (ANA, "portal@example.org", "intern@example.org")
        seen = set()
        for address in addresses:
            _invitation, token = self._invite(address)
            body = self._mailed(address)[0].body_html
            seen.add(body.replace(token, "").replace(address, ""))
        listed = self._as(self.boss, INVITATION)._portal_invitations()
        seen_in_list = {(row["name"], row["is_over"], str(row["roles"])) for row in listed}
        self.assertEqual((len(seen), len(listed), len(seen_in_list)), (1, 3, 1))

    # === What ends an invitation === #

    def test_an_invitation_ends_with_its_time(self):
        _invitation, token = self._invite(ANA)
        with freeze_time(fields.Datetime.now() + timedelta(days=limits.DAYS, minutes=1)):
            self.assertTrue(self._as(self.boss, INVITATION)._portal_invitations()[0]["is_over"])
            with self.assertRaisesRegex(UserError, "too old"):
                self._accept(token)

    def test_an_invitation_ends_with_the_role_of_its_sender(self):
        _invitation, token = self._invite(ANA)
        self._as(self.deputy)._portal_remove(self._row(self.boss).id)
        with self.assertRaisesRegex(UserError, "too old"):
            self._accept(token)

    def test_an_invitation_of_a_suspended_provider_waits(self):
        _invitation, token = self._invite(ANA)
        self.provider._set_state("suspended")
        with self.assertRaisesRegex(UserError, "too old"):
            self._accept(token)
        self.provider._set_state("active")
        self._accept(token)
        self.assertEqual(self._roles_of(self._user(ANA)), {"clerk"})

    def test_a_withdrawn_invitation_ends(self):
        invitation, token = self._invite(ANA)
        self._as(self.deputy, INVITATION)._portal_withdraw(invitation.id)
        with self.assertRaisesRegex(UserError, "too old"):
            self._accept(token)
        with self.assertRaisesRegex(UserError, "is not open any more"):
            self._as(self.boss, INVITATION)._portal_withdraw(invitation.id)

    def test_sent_again_only_the_new_link_counts(self):
        invitation, former = self._invite(ANA)
        self._as(self.deputy, INVITATION)._portal_send_again(invitation.id)
        _same, token = self._last_invitation(ANA)
        with self.assertRaisesRegex(UserError, "too old"):
            self._accept(former)
        self._accept(token)
        self.assertEqual(invitation.invited_by_id, self.deputy)

    # === Refused === #

    def test_only_administrators_of_the_provider_invite(self):
        invitation, _token = self._invite(ANA)
        for user in (self.staff, self.desk_clerk, self.visitor, self.manager):
            mine = self._as(user, INVITATION)
            with self.assertRaises(AccessError):
                mine._portal_invite("eve@example.org", "Eve", ["clerk"])
            with self.assertRaises(AccessError):
                mine._portal_invitations()
        theirs = self._as(self.their_boss, INVITATION)
        self.assertEqual(theirs._portal_invitations(), [])
        for method in ("_portal_send_again", "_portal_withdraw"):
            with self.assertRaisesRegex(UserError, "is not open any more"):
                getattr(theirs, method)(invitation.id)
        self.assertEqual(invitation.state, "open")

    def test_invalid_addresses_and_roles_are_refused(self):
        mine = self._as(self.boss, INVITATION)
        for email in ("", "ana", "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org", None, 7):
            with self.assertRaisesRegex(ValidationError, "Enter the e-mail address of the person"):
                mine._portal_invite(email, "Ana", ["clerk"])
        for roles in ([], ["officer"]):
            with self.assertRaisesRegex(ValidationError, "at least one of the roles"):
                mine._portal_invite(ANA, "Ana", roles)

    def test_own_staff_and_open_invitations_are_not_invited_again(self):
        mine = self._as(self.boss, INVITATION)
        self.desk_clerk.login = "desk@example.org"
        with self.assertRaisesRegex(UserError, "desk@example.org already belongs to your staff"):
            mine._portal_invite("Desk@example.org", "Desk", ["claims"])
        self._invite(ANA)
        with self.assertRaisesRegex(UserError, "ana@example.org is already invited"):
            mine._portal_invite(ANA, "Ana", ["claims"])

    def test_invitations_and_mails_are_limited(self):
        mine = self._as(self.boss, INVITATION)
        invitation, _token = self._invite(ANA)
        for _time in range(limits.MOST_MAILS - 1):
            mine._portal_send_again(invitation.id)
        with self.assertRaisesRegex(UserError, "This invitation was sent 3 times"):
            mine._portal_send_again(invitation.id)
        with patch.object(limits, "MOST_OPEN", 1), self.assertRaisesRegex(UserError, "Too many"):
            mine._portal_invite("eve@example.org", "Eve", ["clerk"])
        mine._portal_withdraw(invitation.id)
        with patch.object(limits, "MOST_A_DAY", 1), self.assertRaisesRegex(UserError, "Too many"):
            mine._portal_invite("eve@example.org", "Eve", ["clerk"])

    def test_while_suspended_nobody_is_invited(self):
        invitation, _token = self._invite(ANA)
        self.provider._set_state("suspended")
        mine = self._as(self.boss, INVITATION)
        self.assertTrue(mine._portal_invitations())
        for method, args in (
            ("_portal_invite", ("eve@example.org", "Eve", ["clerk"])),
            ("_portal_send_again", (invitation.id,)),
            ("_portal_withdraw", (invitation.id,)),
        ):
            with self.assertRaisesRegex(UserError, "is suspended, so its staff cannot change now"):
                getattr(mine, method)(*args)

    def test_without_mail_nobody_is_invited(self):
        self.env["ir.mail_server"].search([]).active = False
        self.company.email = False
        with self.assertRaisesRegex(UserError, "cannot send e-mail yet, so nobody can be invited"):
            self._as(self.boss, INVITATION)._portal_invite(ANA, "Ana", ["clerk"])
        self.assertFalse(self.env[INVITATION].search([]))

    def test_the_office_reads_invitations_and_changes_none(self):
        invitation, _token = self._invite(ANA)
        mine = invitation.with_user(self.manager)
        self.assertEqual(mine.email, ANA)
        for values in ({"email": "eve@example.org"}, {"state": "accepted"}, {"is_clerk": False}):
            with self.assertRaises(AccessError):
                mine.write(values)
        with self.assertRaises(AccessError):
            mine.read(["token_digest"])
        with self.assertRaises(AccessError):
            mine.unlink()

    def test_the_list_of_changes_hides_the_address(self):
        invitation, _token = self._invite(ANA)
        changes = self.env["g2p.audit.change"].search(
            [("res_model", "=", INVITATION), ("res_id", "=", invitation.id)]
        )
        self.assertEqual(changes.user_id, self.boss)
        self.assertNotIn(ANA, str(changes.mapped("new_value") + changes.mapped("record_name")))

    def test_old_addresses_are_deleted(self):
        invitation, _token = self._invite(ANA)
        accepted, token = self._invite("eve@example.org")
        self._accept(token)
        with freeze_time(fields.Datetime.now() + timedelta(days=91)):
            self.env[INVITATION]._gc_invitations()
        self.assertEqual((invitation | accepted).exists(), accepted)
