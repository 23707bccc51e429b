import functools
import hashlib
import json
import time
from typing import NamedTuple

from odoo import api, fields, models

from odoo.addons.g2p_voucher_key.token import keys, status_list
from odoo.addons.g2p_voucher_qr.const import ISSUED, MANAGER_MODEL, REDEEMED
from odoo.addons.g2p_voucher_qr.tools import steps

FORMAT = 1
#: {database: (version, bundle)}: each server process keeps one bundle, and builds the next one from
#: it if all changes are known
_LAST = {}
#: Transactions commit in another order than they start: changes made up to this long before a
#: scanner's bundle may be missing in it (microseconds). The digest detects longer transactions.
LATE = 10 * 60 * 10**6
#: Bytes: below the first, a change is sent without comparing it to the whole bundle; above the
#: second, places are never sent.
SHORT, MOST = 4_000, 100_000


class Version(NamedTuple):
    """The committed changes."""

    changes: int
    sequence: int  #: time of the last one
    row: int
    unknown: tuple  #: count of rows without places, and the last of them


class Bundle:
    """The published data that scanners trust."""

    def __init__(self, content, bits):
        #: everything except the status list, and the list
        self.content, self.bits = content, bits
        self.size = len(bits) * 8 // status_list.BITS
        self.digest = hashlib.sha256(bits).hexdigest()
        self.tag = hashlib.sha256(f"{_json(content)}{self.digest}".encode()).hexdigest()[:32]

    @functools.cached_property
    def text(self):
        """Everything as JSON, without the time; few scanners request it."""
        lst = status_list.packed(self.bits)
        status = {"bits": status_list.BITS, "size": self.size, "lst": lst}
        return _json({**self.content, "status": status})

    def delta(self, after, places):
        """The current status of the places, as JSON, with a digest of the whole list: a scanner
        that computes another one requests everything."""
        changed = [[] for _status in range(1 << status_list.BITS)]
        for place in sorted(places):
            changed[status_list.at(self.bits, place)].append(place)
        status = {"bits": status_list.BITS, "size": self.size, "changed": changed}
        return _json({**self.content, "after": after, "status": {**status, "digest": self.digest}})


def _json(content):
    return json.dumps(content, separators=(",", ":"))


def _timed(text):
    """An object's JSON with the server's time added."""
    return f'{text[:-1]},"time":{int(time.time())}}}'


class G2PVoucherTrust(models.Model):
    """A row for each change that scanners need.

    Rows are added, never changed, so that concurrent redemptions do not wait for each other or
    fail; their sum is the version of the published data.
    """

    _name = "g2p.voucher.trust"
    _description = "Change of the data for scanners"
    _without_company = "a counter, published with the keys"
    _no_user_defaults = True
    _order = "id desc"

    stamp = fields.Float(readonly=True, help="Microseconds since 1970, by the database's clock.")
    changes = fields.Integer(readonly=True)
    places = fields.Text(
        readonly=True,
        help="Places in the status list that may have changed since then; empty if they are not "
        "known.",
    )

    # === BUSINESS === #
    @api.model
    def _record_change(self, vouchers=None, copies=None):
        """Record a change of a key, or of the status of these vouchers or copies."""
        self.env.cr.execute(
            """
            INSERT INTO g2p_voucher_trust (stamp, changes, places)
            SELECT extract(epoch FROM clock_timestamp()) * 1000000, 1,
                coalesce(string_agg(status_index::text, ','), '')
            FROM g2p_voucher_copy
            WHERE (voucher_id = ANY(%s::int[]) OR id = ANY(%s::int[])) AND status_index > 0
            """,
            [vouchers.ids if vouchers else [], copies.ids if copies else []],
        )

    @api.model
    def _record_unknown_change(self):
        """Record that any place of the list may have changed."""
        self.env.cr.execute(
            "INSERT INTO g2p_voucher_trust (stamp, changes)"
            " VALUES (extract(epoch FROM clock_timestamp()) * 1000000, 1)"
        )

    @api.model
    def _version_since(self, row):
        """The version of the committed changes, and whether the row of a former one still
        exists."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT coalesce(sum(changes), 0), coalesce(max(stamp), 0)::bigint,
                coalesce(max(id), 0), count(*) FILTER (WHERE places IS NULL),
                max(id) FILTER (WHERE places IS NULL), coalesce(bool_or(id = %s), FALSE)
            FROM g2p_voucher_trust
            """,
            [row],
        )
        changes, sequence, last, count, unknown, is_there = self.env.cr.fetchone()
        return Version(changes, sequence, last, (count, unknown)), is_there

    @api.model
    def _bundle(self, after=None):
        """(entity tag, JSON with the server's time) of the data for an offline scanner.

        :param int after: the sequence of the scanner's bundle: only the changes since then are
            returned, if they are known and shorter
        """
        last = self._last()
        if after is None or after > last.content["sequence"]:
            return last.tag, _timed(last.text)
        places = self._places_since(after)
        delta = None if places is None else last.delta(after, places)
        is_shorter = delta and (len(delta) < SHORT or len(delta) < len(last.text))
        return last.tag, _timed(delta if is_shorter else last.text)

    def _last(self):
        """The current bundle; rebuilt if something has changed."""
        name = self.env.cr.dbname
        kept, bundle = _LAST.get(name, (None, None))
        version, is_there = self._version_since(kept.row if kept else 0)
        if kept != version:
            # the row that this process saw last still exists, and all changes since are known
            follows = kept and is_there and kept.unknown == version.unknown
            bundle = self._build(version.sequence, bundle if follows else None)
            _LAST[name] = version, bundle
        return bundle

    def _build(self, sequence, former=None):
        """Build the data for scanners; no names, numbers or amounts.

        :param former: a bundle since which the places of all changes are known
        """
        trust_sudo = self.sudo()  # sudo: public data
        managers = trust_sudo.env[MANAGER_MODEL].search([])
        currencies = managers.currency_id.sorted("name")
        content = {
            "format": FORMAT,
            "sequence": sequence,
            "keys": trust_sudo._keys(),
            "digits": {currency.name: currency.decimal_places for currency in currencies},
        }
        size = trust_sudo.env["g2p.voucher.copy"]._status_size()
        over = trust_sudo._over(managers.filtered(lambda one: one.on_end == "at_once"))
        if former and former.size == size:
            bits = status_list.changed(former.bits, trust_sudo._changed_statuses(over))
        else:
            bits = status_list.bits(size, trust_sudo._closed_indexes(over))
        return Bundle(content, bits)

    # === Changes === #
    def _places_since(self, after):
        """Places that changed since the bundle of ``after``, maybe with some that did not; None if
        they are not known, or too many."""
        self.env.cr.execute(
            """
            SELECT CASE WHEN bool_or(places IS NULL AND stamp::bigint > %(after)s)
                    OR sum(length(places)) > %(most)s THEN NULL
                ELSE coalesce(string_agg(nullif(places, ''), ','), '') END
            FROM g2p_voucher_trust WHERE stamp > %(after)s - %(late)s
            """,
            {"after": after, "late": LATE, "most": MOST},
        )
        [places] = self.env.cr.fetchone()
        return None if places is None else {int(place) for place in places.split(",") if place}

    def _changed_statuses(self, over):
        """[(place, status)] of all recorded changes, which are those of a day or two."""
        self.env.cr.execute(
            """
            SELECT copy.status_index, CASE WHEN copy.status > 0 THEN copy.status
                WHEN voucher.manager_id = ANY(%s::int[]) THEN %s ELSE 0 END
            FROM (
                SELECT DISTINCT unnest(string_to_array(places, ','))::int AS place
                FROM g2p_voucher_trust WHERE places <> ''
            ) AS named
            JOIN g2p_voucher_copy copy
                ON copy.status_index = named.place AND copy.status_index > 0
            JOIN g2p_voucher voucher ON voucher.id = copy.voucher_id
            """,
            [over.ids, status_list.SUSPENDED],
        )
        return self.env.cr.fetchall()

    # === Content === #
    def _keys(self):
        """All public keys: upcoming ones early enough, and revoked ones as revoked."""
        return [
            {
                **keys.jwk(key.kid, key._public_raw(), key.alg),
                "iss": key.issuer_uri,
                "state": key.state,
            }
            for key in self.env["g2p.voucher.key"].search([], order="kid")
        ]

    def _over(self, ending):
        """The managers whose vouchers ended with their programme."""
        return ending.filtered(lambda one: one.program_id._wrong_state("redeem", kept=False))

    def _closed_indexes(self, over):
        """{status: indexes} of the copies that cannot be redeemed, read from one index."""
        self.env.cr.execute(
            "SELECT status, array_agg(status_index) FROM g2p_voucher_copy"
            " WHERE status > 0 AND status_index > 0 GROUP BY status"
        )
        found = dict(self.env.cr.fetchall())
        found[status_list.SUSPENDED] = [
            *found.get(status_list.SUSPENDED, []),
            *self._ended_indexes(over),
        ]
        return found

    def _ended_indexes(self, over):
        """Places of live copies that ended with their programme."""
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
        """Replace rows older than a day by one with their sum and last moment.

        Places are kept for a day: phones with older data do not use them.
        """
        self.env.cr.execute(
            """
            WITH counted AS (
                DELETE FROM g2p_voucher_trust
                WHERE stamp < extract(epoch FROM now() - interval '1 day') * 1000000
                RETURNING stamp, changes
            )
            INSERT INTO g2p_voucher_trust (stamp, changes)
            SELECT max(stamp), sum(changes) FROM counted HAVING count(*) > 0
            """
        )
        self.invalidate_model()


class G2PVoucherCopy(models.Model):
    _inherit = "g2p.voucher.copy"

    def _revoke(self, reason):
        super()._revoke(reason)
        if self:  # a first copy replaces none
            self.env["g2p.voucher.trust"]._record_change(copies=self)


class G2PVoucher(models.Model):
    _inherit = "g2p.voucher"

    def _set_state(self, state, reason=None):
        # sudo: for whichever user changes the state
        reopened = any(voucher.state == REDEEMED for voucher in self.sudo())
        super()._set_state(state, reason)
        # a new copy is usable, and the list already says so
        if state != ISSUED or reopened:
            self.env["g2p.voucher.trust"]._record_change(vouchers=self)


class G2PVoucherKey(models.Model):
    _inherit = "g2p.voucher.key"

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        self.env["g2p.voucher.trust"]._record_change()
        return found

    def _set_state(self, state, **values):
        super()._set_state(state, **values)
        self.env["g2p.voucher.trust"]._record_change()


class G2PEntitlement(models.Model):
    _inherit = "g2p.entitlement"

    def write(self, vals):
        changed = self._changes_list(vals.get("state", False)) if "state" in vals else False
        done = super().write(vals)
        if changed:
            self.env["g2p.voucher.trust"]._record_change(vouchers=changed)
        return done

    def _changes_list(self, state):
        """Vouchers whose place in the status list changes with the new state, or False."""
        if {state, *self.mapped("state")} <= steps.ENTITLEMENT["redeem"]:
            return False
        return self.sudo().voucher_ids  # sudo: users who cancel need not see the vouchers
