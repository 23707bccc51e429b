import secrets

from odoo import api, fields, models

from odoo.addons.g2p_voucher_key.token import status_list

from ..const import CANCELLED, EXPIRED, REDEEMED, REVOKED
from ..tools import steps

CLOSED = {
    REDEEMED: status_list.REDEEMED,
    REVOKED: status_list.REVOKED,
    CANCELLED: status_list.REVOKED,
    EXPIRED: status_list.SUSPENDED,
}


class G2PVoucherStatusPlace(models.Model):
    """A place in the status list that was assigned to a copy."""

    _name = "g2p.voucher.status.place"
    _description = "Place in the status list of vouchers"
    _without_company = "numbers drawn at random, published with the status list"
    _no_user_defaults = True
    _rec_name = "place"

    place = fields.Integer(required=True, readonly=True)

    _place_unique = models.Constraint("UNIQUE(place)", "This place is taken.")


class G2PVoucherCopy(models.Model):
    _inherit = "g2p.voucher.copy"

    status_index = fields.Integer(
        readonly=True,
        copy=False,
        help="The random place in the published status list; 0 = not listed.",
    )

    status = fields.Integer(
        compute="_compute_status",
        store=True,
        precompute=True,
        help="The status in the list: 0 usable, 1 redeemed, 2 revoked, 3 expired.",
    )

    _status_index_unique = models.UniqueIndex(
        "(status_index) WHERE status_index > 0", "This place in the status list is taken."
    )

    _closed = models.Index("(status, status_index) WHERE status > 0")

    # the voucher and its entitlement trigger the recomputation themselves (``_recompute_status``):
    # Odoo would search the copies of a known voucher, and the vouchers of its entitlement
    @api.depends("state")
    def _compute_status(self):
        for copy in self:
            voucher = copy.voucher_id
            status = CLOSED.get(voucher.state, status_list.USABLE)
            if copy.state == "revoked":
                status = status_list.REVOKED
            elif not status and voucher.entitlement_id.state not in steps.ENTITLEMENT["redeem"]:
                is_over = voucher.entitlement_id.state == EXPIRED
                status = status_list.SUSPENDED if is_over else status_list.REVOKED
            copy.status = status

    def _recompute_status(self):
        """Recompute the status after a change of the voucher or its entitlement."""
        self.env.add_to_compute(self._fields["status"], self)

    @api.model
    def _status_size(self, more=0):
        """Length of the status list, with this number of additional copies."""
        # the highest ID bounds their number; counting would read the whole table
        self.env.cr.execute("SELECT coalesce(max(id), 0) FROM g2p_voucher_copy")
        return status_list.size_for(self.env.cr.fetchone()[0] + more)

    @api.model
    def _free_status_indexes(self, count=1):
        """Random places, reserved until the transaction ends, and permanently if it commits."""
        size, found = self._status_size(count), []
        while len(found) < count:  # at most half of the places are taken
            wanted = {1 + secrets.randbelow(size - 1) for _place in range(count - len(found))}
            # waits for transactions that reserve the same place, so that many can issue
            # concurrently; in order, so that two of them cannot wait for each other
            self.env.cr.execute(
                "INSERT INTO g2p_voucher_status_place (place) SELECT unnest(%s)"
                " ON CONFLICT (place) DO NOTHING RETURNING place",
                [sorted(wanted)],
            )
            found += [place for (place,) in self.env.cr.fetchall()]
        secrets.SystemRandom().shuffle(found)  # the list must not reveal the order of issue
        return found


class G2PEntitlement(models.Model):
    _inherit = "g2p.entitlement"

    def write(self, vals):
        done = super().write(vals)
        if "state" in vals:
            # sudo: users who write need not see them
            self.sudo().voucher_ids.active_copy_id._recompute_status()
        return done
