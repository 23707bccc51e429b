import hashlib
import json
import time

from odoo import api, fields, models

from ..const import ISSUED, MANAGER_MODEL, REDEEMED
from ..tools import keys, status_list, steps

FORMAT = 1
#: {database: (version, bundle)}: one bundle per server process is worth keeping
_LAST = {}


class G2pVoucherTrust(models.Model):
    """A row per change that scanners have to learn of.

    Rows are added, never changed, so that two redemptions at once do not wait for each other
    or fail; their sum is the version of what is published.
    """

    _name = "g2p.voucher.trust"
    _description = "Change of what scanners trust"
    _without_company = "a counter, published with the keys"
    _no_user_defaults = True
    _order = "id desc"

    stamp = fields.Float(readonly=True, help="Microseconds since 1970, by the database's clock.")
    changes = fields.Integer(readonly=True)

    # === BUSINESS === #
    @api.model
    def _touch(self):
        """A key, a copy or a voucher changes in this transaction."""
        self.env.cr.execute(
            "INSERT INTO g2p_voucher_trust (stamp, changes)"
            " VALUES (extract(epoch FROM clock_timestamp()) * 1000000, 1)"
        )

    @api.model
    def _version(self):
        """(number of changes, moment of the last one, its row) that are committed."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT coalesce(sum(changes), 0), coalesce(max(stamp), 0)::bigint,"
            " coalesce(max(id), 0) FROM g2p_voucher_trust"
        )
        return self.env.cr.fetchone()

    @api.model
    def _bundle(self):
        """(entity tag, JSON with the server's time) of all that an offline scanner needs."""
        version, name = self._version(), self.env.cr.dbname
        kept, bundle = _LAST.get(name, (None, None))
        if kept != version:
            text = json.dumps(self._content(version[1]), separators=(",", ":"))
            bundle = hashlib.sha256(text.encode()).hexdigest()[:32], text[:-1]
            _LAST[name] = version, bundle
        tag, text = bundle
        return tag, f'{text},"time":{int(time.time())}}}'

    def _content(self, sequence):
        """What scanners are told; no names, numbers or amounts."""
        trust_sudo = self.sudo()  # published for anybody
        managers = trust_sudo.env[MANAGER_MODEL].search([])
        currencies = managers.currency_id
        return {
            "format": FORMAT,
            "sequence": sequence,
            "keys": trust_sudo._keys(),
            "digits": {rec.name: rec.decimal_places for rec in currencies.sorted("name")},
            "status": trust_sudo._status(managers.filtered(lambda one: one.on_end == "at_once")),
        }

    def _keys(self):
        """All public keys: the coming ones early enough, the revoked ones as such."""
        return [
            {
                **keys.jwk(key.kid, key._public_raw(), key.alg),
                "iss": key.issuer_uri,
                "state": key.state,
            }
            for key in self.env["g2p.voucher.key"].search([], order="kid")
        ]

    def _status(self, ending):
        """The status list; vouchers of the managers ``ending`` end with their programmes."""
        size = self.env["g2p.voucher.copy"]._status_size()
        return {
            "bits": status_list.BITS,
            "size": size,
            "lst": status_list.pack(size, self._closed_indexes(ending)),
        }

    def _closed_indexes(self, ending):
        """{status: indexes} of the copies that nobody can redeem, from one index."""
        self.env.cr.execute(
            "SELECT status, array_agg(status_index) FROM g2p_voucher_copy"
            " WHERE status > 0 AND status_index > 0 GROUP BY status"
        )
        found = dict(self.env.cr.fetchall())
        found[status_list.SUSPENDED] = [
            *found.get(status_list.SUSPENDED, []),
            *self._ended_indexes(ending),
        ]
        return found

    def _ended_indexes(self, ending):
        """Places of live copies whose programme does not run, where they end with it."""
        over = ending.filtered(lambda one: one.program_id._wrong_state("redeem", kept=False))
        if not over:
            return []
        self.env.cr.execute(
            "SELECT copy.status_index FROM g2p_voucher_copy copy"
            " JOIN g2p_voucher voucher ON voucher.id = copy.voucher_id"
            " WHERE voucher.manager_id IN %s AND copy.status = 0 AND copy.status_index > 0",
            [over._ids],
        )
        return [place for (place,) in self.env.cr.fetchall()]

    @api.autovacuum
    def _gc_changes(self):
        """One row for all that was counted; sum and last moment stay."""
        self.env.cr.execute(
            """
            WITH counted AS (DELETE FROM g2p_voucher_trust RETURNING stamp, changes)
            INSERT INTO g2p_voucher_trust (stamp, changes)
            SELECT max(stamp), sum(changes) FROM counted HAVING count(*) > 0
            """
        )
        self.invalidate_model()


class G2pVoucherCopy(models.Model):
    _inherit = "g2p.voucher.copy"

    def _revoke(self, reason):
        super()._revoke(reason)
        self.env["g2p.voucher.trust"]._touch()


class G2pVoucher(models.Model):
    _inherit = "g2p.voucher"

    def _set_state(self, state, reason=None):
        reopened = any(voucher.state == REDEEMED for voucher in self.sudo())  # read by anybody
        super()._set_state(state, reason)
        # a new copy is usable, which is what the list says already
        if state != ISSUED or reopened:
            self.env["g2p.voucher.trust"]._touch()


class G2pVoucherKey(models.Model):
    _inherit = "g2p.voucher.key"

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        self.env["g2p.voucher.trust"]._touch()
        return found

    def _set_state(self, state, **values):
        super()._set_state(state, **values)
        self.env["g2p.voucher.trust"]._touch()


class G2pEntitlement(models.Model):
    _inherit = "g2p.entitlement"

    def write(self, vals):
        told = self._changes_list(vals.get("state", False)) if "state" in vals else False
        done = super().write(vals)
        if told:
            self.env["g2p.voucher.trust"]._touch()
        return done

    def _changes_list(self, state):
        """Whether the status list says something else of their vouchers in the new state."""
        if {state, *self.mapped("state")} <= steps.ENTITLEMENT["redeem"]:
            return False
        return bool(self.sudo().voucher_ids)  # a user who cancels need not see the vouchers
