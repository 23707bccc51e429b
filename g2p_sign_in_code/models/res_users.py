from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import rows

from ..tools import codes


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
            rows.hold(registrant.sudo(), referable=True, change=True)  # sudo: no value is read
            # sudo: the person has no account yet
            user_sudo = self._create_for_proven(registrant.sudo())
        if not user_sudo.active or not user_sudo._is_portal():
            return user_sudo.browse()
        accesses._prove_self(user_sudo, registrant)
        return user_sudo

    @api.model
    def _create_for_proven(self, person_sudo):
        """A portal account of the person; its login is nothing that somebody could type."""
        # sudo: as the server, like an account that somebody makes on the sign-up page
        users = self.env["res.users"].with_user(SUPERUSER_ID)
        values = {
            "login": f"id-{codes.handle()}",
            "name": person_sudo.name,
            "lang": person_sudo.lang or self.env.lang,
        }
        return users._create_user_from_template(values)

    def _prove_self(self, registrant):
        """Link this signed-in user to the person whose code they have typed.

        :raises UserError: if they are somebody else according to the register
        """
        self.ensure_one()
        accesses = self.env["g2p.portal.access"]
        row_sudo = accesses._rows_sudo(self, registrant)
        if row_sudo and not row_sudo.active:
            raise UserError(
                self.env._("The office has ended your access to this person. Ask the office.")
            )
        if row_sudo and row_sudo.relation != "self":  # an expired one too: a guardian stays one
            raise UserError(
                self.env._(
                    "You act for this person already. Enter your own ID number, or ask the office."
                )
            )
        others = accesses._own_registrants(self) - registrant
        if others:
            raise UserError(
                self.env._(
                    "This account belongs to somebody with another ID number. Sign out and sign in "
                    "with yours, or ask the office."
                )
            )
        accesses._prove_self(self, registrant)
