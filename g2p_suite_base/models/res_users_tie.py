from contextlib import contextmanager

from odoo import fields, models
from odoo.tools import SQL

from ..tools import identity

#: the strongest tie first
TIES = ("self", "guardian", "access", "household", "provider", "account", "phone")
#: ties by which a user acts for another person as for themselves
OWN, CARE = "self", "guardian"


class ResUsers(models.Model):
    """Ties of users to people: the one answer for every rule of separation."""

    _inherit = "res.users"

    identity_keys = fields.Json(
        compute="_compute_identity_keys",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
        help="Key: the kind of tie to others who have it too.",
    )

    # === The answer === #

    def _related_to(self, partners):
        """Those of these users who are one of the registrants, act for them, live in their
        household, or share their account or telephone number; now or within 24 months."""
        keys = partners._identity()
        return self.filtered(lambda user: user._tie_to(keys))

    def _tie_to(self, keys, confirmed=True):
        """How this user is tied to somebody, now or within 24 months.

        :param dict keys: of the other side, from ``res.partner._identity``
        :param bool confirmed: use confirmed keys only; a person's own statements must not tie
            others to them
        :return: the strongest of ``TIES``, or False
        """
        self.ensure_one()
        mine = self.sudo().identity_keys or {}  # sudo: no user may read the field
        secrets = self.env["g2p.former.key"]._secrets
        pairs = identity.shared(mine, keys, secrets)
        found = {code for code, firm in pairs if firm or not confirmed}
        return next((code for code in TIES if code in found), False)

    def _tie_reason(self, code):
        """A tie as a sentence addressed to the user."""
        acting = self.env._("The register says that you act for somebody in this case.")
        sentences = {
            "self": self.env._("This case is your own."),
            "guardian": acting,
            "access": acting,
            "household": self.env._("You share a household with somebody in this case."),
            "provider": self.env._("You act for the provider in this case."),
            "account": self.env._("You share a bank account with somebody in this case."),
            "phone": self.env._("You share a telephone number with somebody in this case."),
        }
        return sentences[code]

    # === The user's own keys: one query, which addons extend === #

    def _compute_identity_keys(self):
        ties, persons, of_person = self._read_ties()
        for user in self:
            keys = dict(ties.get(user._origin.id, {}))
            for person_id, code in persons.get(user._origin.id, {}).items():
                for key in of_person.get(person_id, ()):
                    kind = identity.kind_of(key)
                    if code == OWN or kind == "household":
                        keys.setdefault(key, kind)
            user.identity_keys = keys

    def _read_ties(self):
        """{user id: {key: code}}, {user id: {person id: code}}, {person id: [key, …]}; persons are
        those for whom a user acts."""
        ties, persons, of_person = {}, {}, {}
        for owner_id, kind, value, code in self._tie_rows():
            keys = [value] if kind == "digest" else identity.keys_of(kind, value)
            if code is None:
                of_person.setdefault(owner_id, []).extend(keys)
                continue
            mine = ties.setdefault(owner_id, {})
            for key in keys:
                mine[key] = min(code, mine.get(key, code), key=TIES.index)
            if kind == "person" and code in (OWN, CARE):
                persons.setdefault(owner_id, {})[int(value)] = mine[identity.key_of(kind, value)]
        return ties, persons, of_person

    def _tie_rows(self):
        """Rows (user id, kind, value, code) of these users, and (person id, kind, value, None)
        of the persons for whom they act."""
        if not self.ids:
            return []
        partners = self.env["res.partner"]
        for model in {*self._tie_models(), *partners._identity_models()}:
            self.env[model].flush_model()
        query = """
            WITH tie (user_id, kind, value, code) AS (%s), body AS (
                SELECT DISTINCT value::integer AS owner_id, value::integer AS partner_id
                FROM tie WHERE kind = 'person' AND code IN (%s, %s)
            )
            SELECT user_id, kind, value, code FROM tie
            UNION ALL
            SELECT owner_id, kind, value, NULL FROM (%s) AS part (owner_id, kind, value, confirmed)
        """
        union = SQL(" UNION ALL ")
        parts = union.join(partners._identity_parts())
        self.env.cr.execute(SQL(query, union.join(self._tie_parts()), OWN, CARE, parts))
        return self.env.cr.fetchall()

    def _tie_models(self):
        """Models whose tables are read."""
        return ["res.users", "g2p.former.key"]

    def _tie_parts(self):
        """SQL of rows (user id, kind, value, code); addons add theirs."""
        ids, since = list(self.ids), self.env["g2p.former.key"]._since()
        own = """
            SELECT id, 'person' AS kind, partner_id::text, 'self' FROM res_users
            WHERE id = ANY(%s)
        """
        former = """
            SELECT user_id, 'digest', digest, code FROM g2p_former_key
            WHERE user_id = ANY(%s) AND until >= %s
        """
        return [SQL(own, ids), SQL(former, ids, since)]

    # === Lost keys are recorded === #

    def write(self, vals):
        if "partner_id" not in vals:
            return super().write(vals)
        with self._tie_changes():
            return super().write(vals)

    @contextmanager
    def _tie_changes(self):
        """Wrap a change of these users' keys: keys that are gone afterwards are recorded."""
        users_sudo = self.sudo()  # sudo: no user may read the keys
        before = {user.id: user.identity_keys for user in users_sudo}
        yield
        self.env["res.partner"]._invalidate_identity()
        lost = {}
        for user in users_sudo.exists():
            now = user.identity_keys
            gone = {key: code for key, code in before[user.id].items() if key not in now}
            if gone:
                lost[user.id] = gone
        self.env["g2p.former.key"]._keep("user_id", lost)
        self.env["res.partner"]._invalidate_identity()

    def _keep_own_tie(self, partner, before):
        """Record this user's tie to a partner whose keys the user has just changed, if the change
        removed it."""
        code = self._tie_to(before)
        if code and code != self._tie_to(partner.exists()._identity()):
            self.env["g2p.former.key"]._keep(
                "user_id", {self.id: {identity.key_of("person", partner.id): code}}
            )
            self.env["res.partner"]._invalidate_identity()
