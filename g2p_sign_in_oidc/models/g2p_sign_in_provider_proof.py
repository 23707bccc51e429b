from odoo import models


class G2PSignInProvider(models.Model):
    """Signing in as a proof: the account's holder has shown that they are a person of the registry.

    Programmes may demand it (``g2p.portal.access``, *date_proven*). Only the ID number proves, and
    only where one person alone has it.
    """

    _inherit = "g2p.sign.in.provider"

    def _prove(self, identity, number, acr):
        """Record the proof, if this sign-in is one.

        :param str number: the ID number that the provider says now
        :param acr: the way in which the person signed in, or False
        :return: whether it is recorded
        """
        accepted = self._asked_methods(is_step_up=True)
        if accepted and acr not in accepted:
            return False
        person_sudo, user_sudo = self._find_known(number), identity.user_id
        if not person_sudo or not self._may_prove(user_sudo, person_sudo):
            return False
        access = self.env["g2p.portal.access"]
        before = access._rows_sudo(user_sudo, person_sudo).verified_until
        row_sudo = access._prove_self(user_sudo, person_sudo)
        if row_sudo.verified_until:  # as long as the provider's settings say; never shorter
            until = self._access_until()
            row_sudo.verified_until = max(before, until) if before else until
        if identity.registrant_id != person_sudo:  # the office has ended the access to another one
            identity.write({"registrant_id": person_sudo.id})
        return True

    def _find_known(self, number):
        """The one person with this number; somebody who only signed in must share it with nobody,
        not even with an ID that is expired or invalid, until a registrar has compared them."""
        found_sudo = self._find_registrant(number)
        if not found_sudo.is_sign_in_unchecked:
            return found_sudo
        holders_sudo = self._rows_with(number).partner_id
        return found_sudo if holders_sudo == found_sudo else found_sudo.browse()

    def _may_prove(self, user, person):
        """Whether an account can be this person's: it is nobody else's, its holder does not act for
        the person as somebody else, and the office has not ended the access."""
        access = self.env["g2p.portal.access"]
        row_sudo = access._rows_sudo(user, person)
        is_open = not row_sudo or (row_sudo.active and row_sudo.relation == "self")
        return is_open and not access._own_registrants(user) - person

    def _proven_account(self, person):
        """The account whose holder has proven to be this person, under sudo; or empty.

        One that only an officer has linked is not opened: somebody else may hold it.
        """
        access = self.env["g2p.portal.access"]
        for user_sudo in access._proven_users(person) if person else ():
            is_free = not self.env["g2p.sign.in"]._is_known(user_sudo, self.issuer)
            if is_free and self._may_prove(user_sudo, person):
                return user_sudo
        return self.env["res.users"].sudo()  # sudo: an empty set
