from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.g2p_voucher_qr.tools import money

from .g2p_voucher_hold import HELD


class G2PVoucher(models.Model):
    """Holds amounts of vouchers, like the pre-authorisation of a card."""

    _inherit = "g2p.voucher"
    _portal_fields = ("amount_held",)

    hold_ids = fields.One2many("g2p.voucher.hold", "voucher_id", "Holds")
    amount_held = fields.Monetary(
        "Held",
        readonly=True,
        copy=False,
        default=0.0,
        help="Set aside for providers that treat the person now; not part of the balance.",
    )

    _held_balance = models.Constraint(
        "CHECK(amount_held >= 0 AND amount_redeemed + amount_held <= amount)",
        "What is redeemed and held of a voucher cannot exceed its amount.",
    )

    # === COMPUTE === #
    @api.depends("amount_held")
    def _compute_amount_available(self):
        super()._compute_amount_available()
        for voucher in self:
            voucher.amount_available -= voucher.amount_held or 0

    # === CRUD === #
    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, "amount_held": 0} for vals in vals_list])

    # === PUBLIC === #
    @api.model
    def hold_amount(self, text, amount, idempotency_key, site_id=False, proof=None):
        """Set `amount` of the voucher aside for the caller's provider, before it treats.

        Checked like redeem(), with the same proof of presence. The same key with the same voucher
        and amount returns the first receipt. Raises VoucherRefused (with `.code`) if it is refused.

        :param proof: the result of prove_presence(), if the programme requires a PIN

        :return: dict(hold, hold_id, number, amount, currency, date, until, provider, site, state,
            replayed)
        """
        provider_sudo = self._redeeming_provider()
        key = self._check_key(idempotency_key)
        code, copy_sudo = self._resolve(text)
        if code != "ok":
            self._refuse(code)
        voucher_sudo = copy_sudo.voucher_id
        voucher_sudo._lock()
        minor = voucher_sudo._minor(amount)
        former_sudo = voucher_sudo._find_former_hold(provider_sudo, key, minor)
        if former_sudo:
            return former_sudo._receipt(replayed=True)
        voucher_sudo._check_holdable(copy_sudo, provider_sudo, minor)
        site = provider_sudo._redeeming_site(site_id, voucher_sudo.program_id)
        voucher_sudo._check_presence(provider_sudo, minor, proof)
        return voucher_sudo._hold(copy_sudo, provider_sudo, site, minor, key)

    # === CHECKS === #
    def _find_former_hold(self, provider_sudo, key, minor):
        """The hold of an earlier identical request, or empty."""
        same = [("provider_id", "=", provider_sudo.id), ("idempotency_key", "=", key)]
        former_sudo = self.env["g2p.voucher.hold"].search(same, limit=1)
        if former_sudo and (former_sudo.voucher_id != self or self._in_minor(former_sudo) != minor):
            self._refuse(
                "idempotency_conflict",
                self.env._(
                    "This request was already used for hold %(name)s. Scan the voucher again.",
                    name=former_sudo.name,
                ),
            )
        return former_sudo

    def _check_holdable(self, copy_sudo, provider_sudo, minor):
        """As for a redemption; once per provider, and where the programme offers it."""
        own_sudo = self._hold_at(provider_sudo)
        if own_sudo:
            self._refuse(
                "held_here",
                self.env._(
                    "You already hold %(amount)s of voucher %(number)s: redeem or release it "
                    "first.",
                    amount=self.currency_id.format(own_sudo.amount),
                    number=self.name,
                ),
            )
        self._check_redeemable(copy_sudo, provider_sudo, minor)
        if not self.manager_id.hold_hours:
            self._refuse(
                "no_holds",
                self.env._(
                    "Amounts of voucher %(number)s cannot be held, only redeemed.", number=self.name
                ),
            )

    # === BUSINESS === #
    def _hold(self, copy_sudo, provider_sudo, site, minor, key):
        """Make the hold, and set its amount aside (row locked)."""
        amount = money.from_minor(minor, self.currency_id.decimal_places)
        hours = timedelta(hours=self.manager_id.hold_hours)
        hold_sudo = self.env["g2p.voucher.hold"].create(
            {
                "name": self._hold_number(),
                "voucher_id": self.id,
                "voucher_number": self.name,
                "copy_id": copy_sudo.id,
                "program_id": self.program_id.id,
                "provider_id": provider_sudo.id,
                "site_id": site.id,
                "user_id": self.env.uid,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "amount": amount,
                "until": fields.Datetime.now() + hours,
                "idempotency_key": key,
            }
        )
        self._add_held(amount)
        hold_sudo._on_held()
        return hold_sudo._receipt()

    def _hold_number(self):
        """The next number of the voucher's company, with the year at its office."""
        sequence = self.env["ir.sequence"].with_company(self.company_id)
        numbering = sequence.with_context(tz=self._zone())
        return numbering._numbers_by_code("g2p.voucher.hold", 1)[0]

    def _add_held(self, amount):
        """Change the held amount, exactly (row locked)."""
        digits = self.currency_id.decimal_places
        total = money.to_minor(self.amount_held or 0, digits) + money.to_minor(amount, digits)
        self.write({"amount_held": money.from_minor(total, digits)})

    def _in_minor(self, hold_sudo):
        return money.to_minor(hold_sudo.amount, self.currency_id.decimal_places)

    def _held(self):
        """The holds in force or not yet noted as over; no query where nothing is held."""
        holding = self.filtered("amount_held")
        return holding.hold_ids.filtered(lambda hold: hold.state == HELD)

    def _hold_at(self, provider_sudo):
        """The provider's hold in force, or empty."""
        mine = self._held().filtered(lambda hold: hold.provider_id == provider_sudo)
        return mine.filtered(lambda hold: hold._is_live())
