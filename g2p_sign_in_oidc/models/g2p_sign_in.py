import logging
import time
from typing import NamedTuple

from psycopg2 import errors

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.auth_signup.models.res_users import SignupError

from ..tools.refusals import Refused
from ..tools.tokens import LEEWAY

_logger = logging.getLogger(__name__)

#: in the session: its secret, and how its user showed who they are
BROWSER, ASSURANCE = "g2p_id_browser", "g2p_id_assurance"


class Outcome(NamedTuple):
    """A sign-in that succeeded."""

    purpose: str
    identity: models.BaseModel
    return_path: str
    assurance: dict
    #: whether somebody who wanted to show who they are is not known by this ID
    is_unproven: bool


class G2PSignIn(models.AbstractModel):
    """Signing in with an ID, from the button to the account."""

    _name = "g2p.sign.in"
    _description = "Signing In With an ID"

    # === Begin === #

    @api.model
    def _begin(self, provider_sudo, browser, return_path, is_proof=False):
        """Begin a sign-in, the addition of an ID to the current account, or its confirmation.

        :param str browser: the secret of the session
        :param bool is_proof: the person wants to show who they are, as a programme demands
        :return: the address of the provider's page
        :raises Refused: if the provider does not answer, or the current user is of the office
        """
        user = self._current_user()
        if user and user._is_internal():
            raise Refused("office")
        purpose = self._purpose(provider_sudo, user)
        is_step_up = purpose == "step_up"
        # not a session at the provider that the telephone's last user left open
        is_recent = purpose != "sign_in"
        client = provider_sudo._client()
        client.check_ready()  # before anything is written
        attempt = self.env["g2p.sign.in.transaction"]._begin(
            provider_sudo,
            browser,
            purpose=purpose,
            user_id=user.id,
            acr_values=provider_sudo._asked_methods(is_step_up or is_proof),
            max_age=provider_sudo.step_up_minutes * 60 if is_recent else None,
            return_path=return_path,
            is_proof=is_proof,
        )
        return client.address(attempt)

    @api.model
    def _current_user(self):
        """The user who is signed in, or empty."""
        user = self.env.user
        return user.browse() if user._is_public() else user

    @api.model
    def _purpose(self, provider_sudo, user):
        if not user:
            return "sign_in"
        return "step_up" if self._is_known(user, provider_sudo.issuer) else "link"

    @api.model
    def _is_known(self, user, issuer=None):
        """Whether an account has an identity, of any issuer or of this one."""
        own = [("user_id", "=", user.id)]
        if issuer:
            own.append(("issuer", "=", issuer))
        # sudo: people have no right on identities, not even on their own
        return bool(self.env["g2p.sign.in.identity"].sudo().search_count(own, limit=1))

    # === Finish === #

    @api.model
    def _finish(self, provider_sudo, values, browser):
        """Verify the answer of the provider.

        :param dict values: the parameters of the answer
        :return: the ``Outcome``
        :raises Refused: after recording it
        """
        transactions = self.env["g2p.sign.in.transaction"]
        attempt, taken = transactions._take(provider_sudo, values.get("state"), browser)
        log = self.env["g2p.sign.in.log"]
        try:
            claims, about = self._ask(provider_sudo, values, attempt, taken)
            acr, read = self._text(claims.get("acr")), provider_sudo._read_claims(about)
            with self.env.cr.savepoint():
                identity = self._admit(provider_sudo, claims["sub"], read, taken)
                is_proof = provider_sudo._prove(identity, read.get("id_number", ""), acr)
        except Refused as refusal:
            facts = {"outcome": refusal.code, "detail": refusal.detail}
            log._append(provider_sudo, purpose=taken["purpose"], **facts)
            refusal.return_path = taken["return_path"] or ""
            refusal.is_proof = taken["is_proof"]
            raise
        facts = {"purpose": taken["purpose"], "identity_id": identity.id, "acr": acr}
        log._append(provider_sudo, is_done=True, is_proof=is_proof, outcome="done", **facts)
        assurance = {"identity": identity.id, "acr": acr, "at": self._moment(claims)}
        is_unproven = bool(taken["is_proof"]) and not is_proof
        return Outcome(taken["purpose"], identity, taken["return_path"], assurance, is_unproven)

    @api.model
    def _ask(self, provider_sudo, values, attempt, taken):
        """The claims of the ID token, and those about the person."""
        if (taken["user_id"] or False) != self._current_user().id:
            raise Refused("expired", "another user has signed in meanwhile")
        client = provider_sudo._client()
        return client.person(client.check_answer(values), attempt)

    @api.model
    def _admit(self, provider_sudo, subject, read, taken):
        """The identity whose account may be used now."""
        identity = self.env["g2p.sign.in.identity"]._find(provider_sudo.issuer, subject)
        if identity:
            self._check_same(identity, taken)
            provider_sudo._extend(identity.user_id, identity.registrant_id)
            return identity
        if taken["purpose"] == "step_up":
            raise Refused("person")
        return self._first_time(provider_sudo, subject, read)

    @api.model
    def _check_same(self, identity, taken):
        """Refuse an identity that may not be used, or not for the current account."""
        identity._check_usable()
        if taken["purpose"] != "sign_in" and identity.user_id.id != taken["user_id"]:
            raise Refused("person" if taken["purpose"] == "step_up" else "linked")

    @api.model
    def _first_time(self, provider_sudo, subject, read):
        """The identity of a person who has not signed in before.

        :param dict read: what the provider says, as ``_read_claims`` returns it
        """
        person_sudo = provider_sudo._find_registrant(read.get("id_number", ""))
        user_sudo = self._current_user().sudo()  # sudo: their own account
        own_sudo = self._check_own(user_sudo, person_sudo)
        known_sudo = user_sudo or provider_sudo._proven_account(person_sudo)
        origin = "number" if person_sudo else "new"
        try:
            with self.env.cr.savepoint():
                if not person_sudo and not own_sudo:
                    person_sudo = provider_sudo._create_registrant(read)
                account_sudo = known_sudo or provider_sudo._create_user(read)
                identity = self._create_identity(
                    (provider_sudo, subject, account_sudo, person_sudo),
                    "account" if user_sudo else origin,
                )
                identity._check_usable()
                if person_sudo:
                    provider_sudo._grant(account_sudo, person_sudo)
        except errors.UniqueViolation:
            # two answers for one person at the same moment: the other one was first
            raise Refused("again") from None
        except (UserError, SignupError) as refusal:
            # the class only: the sentence may hold what the provider says
            raise Refused("data", type(refusal).__name__) from None
        if known_sudo:
            identity._notify_holder()
        return identity

    @api.model
    def _check_own(self, user_sudo, person_sudo):
        """The persons who the user of an account is already, under sudo; an account is one person.

        :raises Refused: if the ID is another person's, or of one for whom the user acts
        """
        access = self.env["g2p.portal.access"]
        own_sudo = access._own_registrants(user_sudo) if user_sudo else person_sudo.browse()
        # where the office has ended the access they sign in, and it stays ended
        others = ("acts", "another")
        if user_sudo and person_sudo and access._why_not_self(user_sudo, person_sudo) in others:
            raise Refused("person")
        return own_sudo

    @api.model
    def _create_identity(self, parties, origin):
        provider_sudo, subject, account_sudo, person_sudo = parties
        # sudo: code only
        identities_sudo = self.env["g2p.sign.in.identity"].sudo()
        identity = identities_sudo.create(
            {
                "issuer": provider_sudo.issuer,
                "subject": subject,
                "provider_id": provider_sudo.id,
                "user_id": account_sudo.id,
                "registrant_id": person_sudo.id,
                "origin": origin,
            }
        )
        identity.flush_recordset()  # the database decides now who was first
        return identity

    @api.model
    def _text(self, value):
        """The start of a text that the database can store, else False."""
        return value[:200] if isinstance(value, str) and value.isprintable() else False

    @api.model
    def _moment(self, claims):
        """When the person signed in at the provider (seconds); False where it does not say so: it
        may have been long ago."""
        moment, now = claims.get("auth_time"), int(time.time())
        is_number = isinstance(moment, int | float) and not isinstance(moment, bool)
        is_past = is_number and 0 < moment <= now + LEEWAY
        return int(min(moment, now)) if is_past else False

    # === For other addons: how the current user showed who they are === #

    @api.model
    def _assurance(self):
        """How the current user showed who they are in this session: {} without an ID, else the
        identity (its id), the way of signing in (*acr*, or False) and the time (*at*, seconds, or
        False where the provider does not say it)."""
        found = request.session.get(ASSURANCE) if request else None
        if not found or found.get("user") != self.env.uid:
            return {}
        # sudo: whether the user's own identity was blocked since
        identity_sudo = self.env["g2p.sign.in.identity"].sudo().browse(found["identity"]).exists()
        return {} if not identity_sudo or identity_sudo.is_blocked else dict(found)

    @api.model
    def _is_confirmed(self, minutes, acr_values=()):
        """Whether the current user showed their ID in the last minutes, in one of these ways.

        A page that needs it redirects to ``/assistance/id?redirect=<its own address>`` otherwise.
        """
        found = self._assurance()
        if not found or not found["at"] or (acr_values and found["acr"] not in acr_values):
            return False
        return time.time() - found["at"] <= minutes * 60
