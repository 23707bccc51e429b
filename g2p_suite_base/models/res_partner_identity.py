from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..tools import identity, phones

#: a host may have both
PHONES = ("phone", "mobile")
#: SQL of a telephone number's kind: the countries in which it may be written in national form, as
#: ``_phone_regions`` of partner ``p`` gives them
PHONE_KIND = """
    concat_ws('/', 'phone', (SELECT code FROM res_country WHERE id = p.country_id), (
        SELECT string_agg(DISTINCT c.code, '+')
        FROM res_company o
        JOIN res_partner op ON op.id = o.partner_id
        JOIN res_country c ON c.id = op.country_id
        WHERE o.id = p.company_id OR (p.company_id IS NULL AND o.active)
    ))
"""
#: fields that say where a number is dialled, besides the number; an address follows the parent's
PLACE = ("country_id", "company_id", "parent_id", "type")


class ResPartner(models.Model):
    """The keys that identify a person: the other side of ``res.users._tie_to``."""

    _inherit = "res.partner"

    identity_keys = fields.Json(
        compute="_compute_identity_keys",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
        help="Key: whether somebody other than the person confirmed it.",
    )

    def _compute_identity_keys(self):
        found = {}
        for partner_id, kind, value, confirmed in self._identity_rows():
            keys = dict.fromkeys(identity.keys_of(kind, value), confirmed)
            found[partner_id] = identity.merge(found.get(partner_id), keys)
        for partner in self:
            partner.identity_keys = found.get(partner._origin.id, {})

    def _identity(self):
        """The keys of all these partners together: {key: whether it is confirmed}."""
        # sudo: the rule covers all keys, for every user; keys are never shown
        return identity.merge(*(partner.identity_keys for partner in self.sudo()))

    def _together_with(self, *others):
        """These partners and ``others``, prefetched together, so that their keys take one query."""
        parts = (self, *others)
        near = dict.fromkeys(ident for part in parts for ident in part._prefetch_ids if ident)
        return self.union(*others).with_prefetch(tuple(near))

    @api.model
    def _phone_regions(self, countries=(), company=None):
        """The countries in which a telephone number may be written in national form, as ISO codes.

        Never by the reader's current company: the same number would be another one then.

        :param countries: of the record that holds it, the likeliest first
        :param company: of the record; empty: of all companies, which are equally likely
        """
        # sudo: the countries of companies are no secret
        companies_sudo = (company or self.env["res.company"]).sudo()
        companies_sudo = companies_sudo or companies_sudo.search([("active", "=", True)])
        offices = {country.code for country in companies_sudo.country_id if country.code}
        found = [*(country.code for country in countries), phones.EQUALLY.join(sorted(offices))]
        return list(dict.fromkeys(filter(None, found)))

    def _and_parents(self):
        """These partners and all that they belong to."""
        found = parents = self
        while parents := parents.parent_id - found:
            found |= parents
        return found

    # === Reading the keys: one query, which addons extend === #

    def _identity_rows(self):
        """Rows (partner id, kind, value, confirmed) of these partners."""
        if not self.ids:
            return []
        for model in self._identity_models():
            self.env[model].flush_model()
        bodies = SQL(" UNION ").join(self._identity_bodies())
        parts = SQL(" UNION ALL ").join(self._identity_parts())
        self.env.cr.execute(SQL("WITH body AS (%s) %s", bodies, parts))
        return self.env.cr.fetchall()

    @api.model
    def _identity_models(self):
        """Models whose tables are read."""
        return ["res.partner", "res.partner.bank", "res.users", "res.company"]

    def _identity_bodies(self):
        """SQL of rows (owner_id, partner_id): whose values count for whom; by default one's own."""
        return [
            SQL(
                "SELECT id AS owner_id, id AS partner_id FROM res_partner WHERE id = ANY(%s)",
                list(self.ids),
            )
        ]

    def _identity_parts(self):
        """SQL of rows (owner id, kind, value, confirmed), from the table ``body``."""
        person = "SELECT owner_id, 'person' AS kind, partner_id::text, TRUE FROM body"
        account = """
            SELECT b.owner_id, 'account', a.acc_number::text, TRUE
            FROM body b JOIN res_partner_bank a ON a.partner_id = b.partner_id
        """
        # people with a portal account edit their own telephone number there
        phone = """
            SELECT b.owner_id, %s, %s::text, NOT EXISTS (
                SELECT 1 FROM res_users u WHERE u.partner_id = p.id AND u.share
            )
            FROM body b JOIN res_partner p ON p.id = b.partner_id
        """
        kind = SQL(PHONE_KIND)
        names = [SQL.identifier("p", name) for name in self._identity_phones()]
        return [SQL(person), SQL(account), *(SQL(phone, kind, name) for name in names)]

    @api.model
    def _identity_phones(self):
        return [name for name in PHONES if name in self._fields]

    # === Lost keys are recorded === #

    def write(self, vals):
        # a parent makes somebody part of a provider; the country says how a number is read
        if not vals.keys() & {*self._identity_phones(), *PLACE}:
            return super().write(vals)
        with self._identity_changes():
            return super().write(vals)

    def _update_address(self, vals):
        # the address of a parent or child arrives here without ``write``
        with self._identity_changes():
            return super()._update_address(vals)

    def unlink(self):
        with self._identity_changes():
            return super().unlink()

    @contextmanager
    def _identity_changes(self):
        """Wrap a change of these partners' keys: keys that tied a user and are gone afterwards are
        recorded."""
        users_sudo = self._users_tied()
        actor = self._actor_tied()
        with users_sudo._tie_changes():
            before = {partner.id: partner._identity() for partner in self} if actor else {}
            yield
            self._invalidate_identity()
        for partner_id, keys in before.items():
            actor._keep_own_tie(self.browse(partner_id), keys)

    def _actor_tied(self):
        """The officer who makes the change: they must not lose a tie by it."""
        user = self.env.user
        person = user.id and user.id != SUPERUSER_ID and not user.share
        return user if person else user.browse()

    def _users_tied(self):
        """Users whose keys may change with those of these partners, under sudo."""
        # sudo: for every user who makes the change; archived users may come back
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        return users_sudo.search([("partner_id", "in", self.ids)])

    @api.model
    def _invalidate_identity(self):
        """Drop the cached keys, so that they are read again after a change."""
        self.env["res.partner"].invalidate_model(["identity_keys"], flush=False)
        self.env["res.users"].invalidate_model(["identity_keys"], flush=False)
