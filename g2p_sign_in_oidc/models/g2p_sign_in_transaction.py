from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..tools.client import Attempt
from ..tools.refusals import Refused
from ..tools.secrets_of_sign_in import digest, token

#: minutes a person has at the provider
MINUTES = 10
#: sign-ins that one browser can have begun (tabs), and old ones deleted at a time
MAX_OPEN, MAX_DELETED = 5, 100
#: *max_age* of a sign-in that may be of any age
ANY_AGE = -1

TAKE = """
    DELETE FROM g2p_sign_in_transaction
    WHERE digest = %s AND browser = %s AND provider_id = %s
    RETURNING nonce, verifier, purpose, user_id, acr_values, max_age, return_path, is_proof, until
"""
SURPLUS = """
    DELETE FROM g2p_sign_in_transaction WHERE id IN (
        SELECT id FROM g2p_sign_in_transaction
        WHERE until < %s OR id IN (
            SELECT id FROM g2p_sign_in_transaction WHERE browser = %s ORDER BY id DESC OFFSET %s
        )
        LIMIT %s FOR UPDATE SKIP LOCKED
    )
"""


class G2PSignInTransaction(models.Model):
    """A sign-in that has begun: its secrets stay on the server, and it ends once.

    It is bound to the session in which it began. So an answer of the provider that somebody else
    obtained signs nobody in (login CSRF), and an answer is never used twice.
    """

    _name = "g2p.sign.in.transaction"
    _description = "Sign-in That Has Begun"
    _inherit = "g2p.kept.mixin"
    _without_company = "random values of sign-ins, deleted after ten minutes"
    _log_access = False
    _rec_name = "purpose"

    provider_id = fields.Many2one(
        "g2p.sign.in.provider", required=True, readonly=True, ondelete="cascade"
    )
    digest = fields.Char(required=True, readonly=True, index=True)
    browser = fields.Char(required=True, readonly=True, index=True)
    nonce = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    verifier = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    purpose = fields.Selection(
        [("sign_in", "Sign in"), ("link", "Add an ID"), ("step_up", "Confirm")],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", readonly=True, index=True, ondelete="cascade")
    acr_values = fields.Char(readonly=True)
    max_age = fields.Integer(readonly=True)
    return_path = fields.Char(readonly=True)
    is_proof = fields.Boolean(
        readonly=True, help="A programme demands that the person shows who they are."
    )
    until = fields.Datetime(required=True, readonly=True, index=True)

    def _kept_sentences(self):
        refusal = self.env._("A sign-in begins on the sign-in page only.")
        return dict.fromkeys(("create", "write"), refusal)

    @api.model
    def _begin(self, provider_sudo, browser, **values):
        """Begin a sign-in.

        :param str browser: the secret of the session in which it begins
        :param values: ``purpose``, ``user_id``, ``acr_values`` (tuple), ``max_age``,
            ``return_path``, ``is_proof``
        :return: the ``Attempt`` for the request to the provider
        """
        now = fields.Datetime.now()
        attempt = Attempt(token(), token(), token(), values["acr_values"], values["max_age"])
        max_age = ANY_AGE if attempt.max_age is None else attempt.max_age
        self._delete_surplus(now, digest(browser))
        # sudo: visitors have no right on it
        self.sudo().create(
            {
                **values,
                "provider_id": provider_sudo.id,
                "digest": digest(attempt.state),
                "browser": digest(browser),
                "nonce": attempt.nonce,
                "verifier": attempt.verifier,
                "acr_values": " ".join(attempt.acr_values),
                "max_age": max_age,
                "until": fields.Datetime.add(now, minutes=MINUTES),
            }
        )
        return attempt

    @api.model
    def _take(self, provider_sudo, state, browser):
        """End a sign-in, for good: committed before its answer is looked at, so that no other
        request, and no repetition of this one, can use it.

        :return: (the ``Attempt``, values as in ``_begin``)
        :raises Refused: *expired* if there is none for this session, or it is too old
        """
        found = None
        if state and browser:
            with self.env.registry.cursor() as fresh:
                table = api.Environment(fresh, SUPERUSER_ID, {})[self._name]
                found = table._take_row(digest(state), digest(browser), provider_sudo.id)
        if not found or found.pop("until") < fields.Datetime.now():
            raise Refused("expired")
        acr_values = tuple((found.pop("acr_values") or "").split())
        max_age = found.pop("max_age")
        secrets = (state, found.pop("nonce"), found.pop("verifier"))
        return Attempt(*secrets, acr_values, None if max_age == ANY_AGE else max_age), found

    @api.model
    def _take_row(self, state, browser, provider_id):
        # a simultaneous request waits here, and then finds nothing, or is refused by the database
        taking = SQL(TAKE, state, browser, provider_id)
        self.env.cr.execute(taking, log_exceptions=False)
        return self.env.cr.dictfetchone()

    @api.model
    def _delete_surplus(self, now, browser):
        """Delete old sign-ins, and those of a browser that begins too many."""
        self.env.cr.execute(SQL(SURPLUS, now, browser, MAX_OPEN - 1, MAX_DELETED))

    @api.autovacuum
    def _gc_sign_ins(self):
        """Delete sign-ins that nobody finished."""
        now = fields.Datetime.now()
        self.sudo().search([("until", "<", now)], limit=10_000).unlink()  # sudo: too old
