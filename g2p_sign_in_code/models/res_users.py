from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import rows


class ResUsers(models.Model):
    """The accounts of people who sign in with their ID number and a code."""

    _inherit = "res.users"

    @api.model
    def _of_proven(self, registrant):
        """The portal account of a person who has just proven who they are, under sudo.

        The one that they have proven last to be theirs; else a new one, without a password. An
        account that only an officer has linked is not opened: somebody else may hold it. Empty
        where the office has closed the account, and for people of the office.
        """
        accesses = self.env["g2p.portal.access"]
        user_sudo = accesses._proven_users(registrant)[:1]
        if not user_sudo:
            # of two codes at the same moment the second waits here, and its request is retried
            person_sudo = registrant.sudo()  # sudo: the person has no account yet
            rows.hold(person_sudo, referable=True, change=True)
            name, office = person_sudo.name, person_sudo.company_id
            user_sudo = self._create_without_password(name, office, person_sudo.lang)
        if not user_sudo.active or not user_sudo._is_portal():
            return user_sudo.browse()
        accesses._prove_self(user_sudo, registrant)
        return user_sudo

    def _prove_self(self, registrant):
        """Link this signed-in user to the person whose code they have typed.

        :raises UserError: if they are somebody else according to the register
        """
        self.ensure_one()
        accesses = self.env["g2p.portal.access"]
        why = accesses._why_not_self(self, registrant)
        if why == "ended":
            raise UserError(
                self.env._("The office has ended your access to this person. Ask the office.")
            )
        if why == "acts":
            raise UserError(
                self.env._(
                    "You act for this person already. Enter your own ID number, or ask the office."
                )
            )
        if why:
            raise UserError(
                self.env._(
                    "This account belongs to somebody with another ID number. Sign out and sign in "
                    "with yours, or ask the office."
                )
            )
        accesses._prove_self(self, registrant)
