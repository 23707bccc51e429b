from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..tools import identity

#: how long a former key counts
MONTHS = 24


class G2PFormerKey(models.Model):
    """A key that once tied a user to others: a telephone number, an account, a household.
    Append-only.

    A conflict of interest cannot be removed by removing its sign. The value itself is not stored: a
    digest under a secret of the server is enough to recognise it.
    """

    _name = "g2p.former.key"
    _description = "Former Identity Key"
    _inherit = "g2p.append.only.mixin"
    _without_company = "digests that only administrators read"
    _no_user_defaults = True
    _order = "id desc"
    _rec_name = "code"

    user_id = fields.Many2one("res.users", readonly=True, index=True, ondelete="cascade")
    code = fields.Char("Tie", required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    until = fields.Datetime(required=True, readonly=True, index=True, default=fields.Datetime.now)

    def _kept_sentences(self):
        return {
            "create": self.env._("Former keys are recorded by the server only."),
            "write": self.env._("Former keys cannot be changed."),
            "unlink": self.env._("Former keys are kept for 24 months."),
        }

    @api.model
    def _keep(self, owner_field, lost):
        """Add rows for the keys that their owners have lost.

        :param dict lost: {owner id: {key: code}}
        """
        secret = self._secrets()[0] if lost else b""
        # sudo: removed keys are recorded whichever user makes the change
        self.sudo().create(
            [
                {owner_field: owner_id, "code": code, "digest": self._digest_of(secret, key)}
                for owner_id, keys in lost.items()
                for key, code in keys.items()
            ]
        )

    @api.model
    def _digest_of(self, secret, key):
        """The digest of a key; a digest is returned as it is."""
        return key if key.startswith(identity.MARK) else identity.digest(secret, key)

    @api.model
    def _since(self):
        """The moment from which rows count."""
        return fields.Datetime.now() - relativedelta(months=MONTHS)

    @api.autovacuum
    def _gc_former_keys(self):
        """Delete expired keys."""
        # in SQL, since unlink() refuses every user
        self.env.cr.execute("DELETE FROM g2p_former_key WHERE until < %s", [self._since()])

    # === HOOKS === #

    @api.model
    def _secrets(self):
        """Secrets of the digests: the first one makes them, all of them recognise them.

        The database's own secret is the last resort; an addon that knows a secret of the server
        puts it in front.
        """
        # sudo: the secret makes digests and is shown to nobody
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return [secret.encode()]
