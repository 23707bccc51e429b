from odoo import api, models

from .. import const
from ..exceptions import VoucherRefused
from ..tools import money

KEY_MIN, KEY_MAX = 8, 80  # characters of an idempotency key


class G2PVoucher(models.Model):
    """Redeem: the only way money leaves a voucher."""

    _inherit = "g2p.voucher"

    # === PUBLIC === #
    @api.model
    def redeem(self, text, amount, idempotency_key, site_id=False, proof=None):
        """Take `amount` from the voucher for the caller's provider.

        The same key with the same voucher and amount is answered with the first
        receipt. Raises VoucherRefused (with `.code`) when it may not be.

        :param proof: what prove_presence() gave, where the programme asks for a PIN

        :return: dict(redemption, redemption_id, number, amount, amount_available,
            currency, date, provider, site, replayed)
        """
        provider_sudo = self._redeeming_provider()
        key = self._check_key(idempotency_key)
        code, copy_sudo = self._resolve(text)
        if code != "ok":
            self._refuse(code)
        voucher_sudo = copy_sudo.voucher_id
        voucher_sudo._lock()
        minor = voucher_sudo._minor(amount)
        former = voucher_sudo._former(provider_sudo, key, minor)
        if former:
            return former._receipt(replayed=True)
        voucher_sudo._check_redeemable(copy_sudo, provider_sudo, minor)
        site = provider_sudo._redeeming_site(site_id, voucher_sudo.program_id)
        voucher_sudo._check_presence(proof)
        return voucher_sudo._redeem(copy_sudo, provider_sudo, site, minor, key)

    # === CHECKS === #
    @api.model
    def _redeeming_provider(self):
        """The caller's provider, when it is active."""
        provider_sudo = self.env.user._service_provider(states=("active", "suspended"))
        _ = self.env._
        if not provider_sudo:
            self._refuse(
                "not_a_provider",
                _("Only staff of an active service provider redeem vouchers."),
            )
        if provider_sudo.state != "active":
            self._refuse(
                "provider_suspended",
                _(
                    "%(name)s is suspended and cannot redeem vouchers. Contact the "
                    "programme office.",
                    name=provider_sudo.name,
                ),
            )
        return provider_sudo

    @api.model
    def _check_key(self, key):
        is_text = isinstance(key, str) and key.isprintable()
        if not is_text or not KEY_MIN <= len(key.strip()) <= KEY_MAX:
            self._refuse(
                "bad_request",
                self.env._("Open the voucher again: this page was sent incompletely."),
            )
        return key.strip()

    def _minor(self, amount):
        """The amount in whole minor units, more than zero."""
        digits = self.currency_id.decimal_places
        try:
            minor = money.to_minor(amount, digits)
        except ValueError:
            minor = 0
        if minor <= 0:
            self._refuse(
                "amount",
                self.env._(
                    "Enter an amount above zero with at most %(digits)s decimals.",
                    digits=digits,
                ),
            )
        return minor

    def _former(self, provider_sudo, key, minor):
        """The redemption this request made before, or empty."""
        former = provider_sudo.env["g2p.voucher.redemption"].search(
            [("provider_id", "=", provider_sudo.id), ("idempotency_key", "=", key)]
        )
        digits = self.currency_id.decimal_places
        if former and (former.voucher_id != self or money.to_minor(former.amount, digits) != minor):
            self._refuse(
                "idempotency_conflict",
                self.env._(
                    "This request was already used for receipt %(name)s. Scan the voucher again.",
                    name=former.name,
                ),
            )
        return former

    def _check_redeemable(self, copy_sudo, provider_sudo, minor):
        """Everything that stands against it, in the order a person understands."""
        if not self._is_served_by(provider_sudo):
            self._refuse("wrong_provider")
        self._check_not_own()
        code = self._why_unusable(copy_sudo)
        if code != "ok":
            self._refuse(code)
        available = money.to_minor(
            self.currency_id.round(self.amount_available),
            self.currency_id.decimal_places,
        )
        if minor > available:
            self._refuse(
                "amount",
                self.env._(
                    "Voucher %(number)s has %(available)s left: redeem at most that.",
                    number=self.name,
                    available=self.currency_id.format(self.amount_available),
                ),
            )

    def _check_not_own(self):
        """Staff of a provider may hold vouchers or have worked in the office, and serve neither
        themselves nor those whom they are tied to, nor a case of theirs."""
        if self.env.user in self._case_users():
            sentence = self.env._(
                "You worked on the case of this voucher in the office: a colleague has to redeem "
                "it."
            )
            self._refuse("took_part", sentence)
        tie = self._tie_of(self.env.user)
        if not tie:
            return
        sentence = self.env._("This voucher is your own: a colleague has to redeem it.")
        if tie != "self":
            sentence = self.env._(
                "%(reason)s A colleague has to redeem this voucher.",
                reason=self.env.user._tie_reason(tie),
            )
        self._refuse("own_voucher", sentence)

    def _refuse(self, code, sentence=None):
        raise VoucherRefused(sentence or self._sentence(code, tell=True), code)

    # === BUSINESS === #
    def _redeem(self, copy_sudo, provider_sudo, site, minor, key):
        """Ledger line, balance, and the end when nothing is left (row is locked)."""
        digits = self.currency_id.decimal_places
        total = money.to_minor(self.amount_redeemed, digits) + minor
        left = money.to_minor(self.amount, digits) - total
        redemption = self.env["g2p.voucher.redemption"].create(
            {
                "name": self._receipt_number(),
                "voucher_id": self.id,
                "voucher_number": self.name,
                "copy_id": copy_sudo.id,
                "program_id": self.program_id.id,
                "provider_id": provider_sudo.id,
                "site_id": site.id,
                "user_id": self.env.uid,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "amount": money.from_minor(minor, digits),
                "balance_after": money.from_minor(left, digits),
                "idempotency_key": key,
            }
        )
        self.write({"amount_redeemed": money.from_minor(total, digits)})
        self._on_redeemed(redemption)
        if not left:
            self._set_state(const.REDEEMED)
            self._set_entitlement_state("rdpd2ben")
            self._on_closed(const.REDEEMED)
        return redemption._receipt()

    def _receipt_number(self):
        """The next one of the voucher's company, with the year of its office."""
        sequence = self.env["ir.sequence"].with_company(self.company_id)
        numbering = sequence.with_context(tz=self._zone())
        return numbering._numbers_by_code("g2p.voucher.redemption", 1)[0]


class G2PServiceProvider(models.Model):
    _inherit = "g2p.service.provider"

    def _redeeming_site(self, site_id, program):
        """The provider's own site, which serves the programme; none where none has to be named."""
        sites = self._sites_for(program)
        site = sites.filtered(lambda rec: rec.id == site_id)
        if not site and (site_id or sites < self.site_ids):
            raise VoucherRefused(
                self.env._(
                    "Choose one of the sites of %(name)s that serve %(program)s.",
                    name=self.name,
                    program=program.name,
                ),
                "site",
            )
        return site

    def _sites_for(self, program):
        """Where the provider serves a programme."""
        return self.site_ids.filtered(lambda s: not s.program_ids or program in s.program_ids)
