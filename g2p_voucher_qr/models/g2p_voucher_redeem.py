import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions
from odoo.addons.g2p_voucher_key import vault

from .. import const
from ..exceptions import VoucherRefused
from ..tools import money, pins
from .res_users import SERVE

KEY_MIN, KEY_MAX = 8, 80  # characters of an idempotency key
MAX_FAILURES = 5  # wrong PINs before the issuing office must give a new one
PROOF_MINUTES = 10


class G2PVoucher(models.Model):
    """Redeems vouchers, the only way to use their amount; with proof of presence if required.

    For the proof the holder types a PIN that is not on the paper. A wrong PIN must be counted even
    if nothing is redeemed, so it is checked in a separate call that never raises. The call returns
    a proof for one redemption by the same user within ten minutes.
    """

    _inherit = "g2p.voucher"
    _portal_fields = ("needs_pin",)

    pin_digest = fields.Char(copy=False, groups=fields.NO_ACCESS)
    pin_failures = fields.Integer("Wrong PINs", readonly=True, copy=False)
    proof_digest = fields.Char(copy=False, groups=fields.NO_ACCESS)
    proof_user_id = fields.Many2one("res.users", copy=False, groups=fields.NO_ACCESS)
    proof_until = fields.Datetime(copy=False, groups=fields.NO_ACCESS)
    needs_pin = fields.Boolean(compute="_compute_needs_pin", compute_sudo=True)
    lacks_pin = fields.Boolean(compute="_compute_lacks_pin", compute_sudo=True)

    @api.depends("manager_id.presence")
    def _compute_needs_pin(self):
        self.manager_id.fetch(["presence"])  # one column of a wide table
        for voucher in self:
            voucher.needs_pin = voucher.manager_id.presence == "pin"

    @api.depends("needs_pin", "pin_digest")
    def _compute_lacks_pin(self):
        for voucher in self:
            voucher.lacks_pin = voucher.needs_pin and not voucher.pin_digest

    # === PUBLIC === #
    @api.model
    def redeem(self, text, amount, idempotency_key, site_id=False, proof=None):
        """Redeem `amount` of the voucher for the caller's provider.

        The same key with the same voucher and amount returns the first receipt. Raises
        VoucherRefused (with `.code`) if it is refused.

        :param proof: the result of prove_presence(), if the programme requires a PIN

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
        former = voucher_sudo._find_former(provider_sudo, key, minor)
        if former:
            return former._receipt(replayed=True)
        voucher_sudo._check_redeemable(copy_sudo, provider_sudo, minor)
        site = provider_sudo._redeeming_site(site_id, voucher_sudo.program_id)
        voucher_sudo._check_presence(provider_sudo, minor, proof)
        return voucher_sudo._redeem(copy_sudo, provider_sudo, site, minor, key)

    @api.model
    def prove_presence(self, text, pin):
        """Check the PIN that the voucher's holder types at the provider.

        Never raises for a wrong PIN, so that the attempt is counted.

        :param str text: QR text or typed code
        :return: dict(ok, code, message, proof, tries_left); pass the proof to redeem()
        """
        provider_sudo = self._redeeming_provider()
        code, copy_sudo = self._resolve(text)
        voucher_sudo = copy_sudo.voucher_id
        if code == "ok" and not voucher_sudo._is_served_by(provider_sudo):
            code = "wrong_provider"
        if code == "ok":
            voucher_sudo._lock()
            code = voucher_sudo._why_unusable(copy_sudo)
        if code != "ok":
            return voucher_sudo._presence_answer(code, voucher_sudo._sentence(code, detailed=True))
        return voucher_sudo._prove(pin)

    def action_new_pin(self):
        """Generate a new PIN and show it once to the issuing officer."""
        self._check_issuer()
        self._lock()
        voucher_sudo = self.sudo()  # sudo: the checks above and below establish the right
        voucher_sudo._check_state(const.ISSUED)
        voucher_sudo._check_step("reissue")
        voucher_sudo._check_authority(self.env.user)
        pin = pins.generate()
        voucher_sudo.write({"pin_digest": self._pin_digest(pin), "pin_failures": 0})
        voucher_sudo._log_state(voucher_sudo.state, self.env._("New PIN given"))
        return self._show_pin(pin)

    # === CHECKS === #
    @api.model
    def _redeeming_provider(self):
        """The caller's provider, if it is active and they may serve people there."""
        user = self.env.user
        _ = self.env._
        provider_sudo = user._service_provider(("active", "suspended"), role=SERVE)
        if not provider_sudo:
            self._refuse(
                "not_a_provider",
                user._why_no_role(SERVE)
                or _("Only staff of an active service provider can redeem vouchers."),
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
                self.env._("The request was incomplete. Open the voucher again."),
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

    def _find_former(self, provider_sudo, key, minor):
        """The redemption of an earlier identical request, or empty."""
        same = "x.provider_id = %s AND x.idempotency_key = %s"
        columns = (("", ("name", "voucher_id", "amount")),)
        ahead, lines_sudo = self.env["g2p.read.ahead"], self.redemption_ids.browse()
        former = ahead._find(lines_sudo, same, [provider_sudo.id, key], columns)
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
        """Check everything that prevents a redemption, in an order that users understand."""
        if not self._is_served_by(provider_sudo):
            self._refuse("wrong_provider")
        self._check_not_own()
        code = self._why_unusable(copy_sudo)
        if code != "ok":
            self._refuse(code)
        available = self.currency_id.round(self._available_to(provider_sudo, copy_sudo))
        if minor > money.to_minor(available, self.currency_id.decimal_places):
            self._refuse(
                "amount",
                self.env._(
                    "Voucher %(number)s has %(available)s left: redeem at most this amount.",
                    number=self.name,
                    available=self.currency_id.format(available),
                ),
            )

    def _check_not_own(self):
        """Refuse staff of a provider who own the voucher, are tied to its people, or worked on its
        case in the office."""
        if self.env.user in self._case_users():
            sentence = self.env._(
                "You worked on the case of this voucher in the office: a colleague must redeem it."
            )
            self._refuse("took_part", sentence)
        tie = self._tie_of(self.env.user)
        if not tie:
            return
        sentence = self.env._("This voucher is your own: a colleague must redeem it.")
        if tie != "self":
            sentence = self.env._(
                "%(reason)s A colleague must redeem this voucher.",
                reason=self.env.user._tie_reason(tie),
            )
        self._refuse("own_voucher", sentence)

    def _refuse(self, code, sentence=None):
        raise VoucherRefused(sentence or self._sentence(code, detailed=True), code)

    # === BUSINESS === #
    def _redeem(self, copy_sudo, provider_sudo, site, minor, key):
        """Add the ledger line, update the balance, and close the voucher if nothing is left (row
        locked)."""
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
                "balance_after": money.from_minor(self._usable_of(left), digits),
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
        """The next number of the voucher's company, with the year at its office."""
        sequence = self.env["ir.sequence"].with_company(self.company_id)
        numbering = sequence.with_context(tz=self._zone())
        return numbering._numbers_by_code("g2p.voucher.redemption", 1)[0]

    # === Presence === #
    def _prove(self, pin):
        """The answer to one attempt (row locked)."""
        why_not = self._why_no_pin()
        if why_not:
            return self._presence_answer(*why_not)
        if self._is_pin(pins.clean(pin)):
            return self._give_proof()
        self.write({"pin_failures": self.pin_failures + 1})
        if self.pin_failures >= MAX_FAILURES:
            self._log_state(self.state, self.env._("Locked after too many wrong PINs"))
            return self._presence_answer(*self._why_no_pin())
        left = MAX_FAILURES - self.pin_failures
        sentence = self.env._("Wrong PIN. Attempts left: %(left)s", left=left)
        return self._presence_answer("pin_wrong", sentence)

    def _why_no_pin(self):
        """(code, sentence) on why no PIN can be tried; None if one can."""
        _ = self.env._
        if not self.pin_digest:
            return "pin_missing", _(
                "This voucher has no PIN yet. Send the person to the issuing office."
            )
        if self.pin_failures >= MAX_FAILURES:
            return "pin_locked", _(
                "Too many wrong PINs: the voucher is locked. Ask the issuing office for a new PIN."
            )
        return None

    def _give_proof(self):
        proof = secrets.token_urlsafe(24)
        self.write(
            {
                "pin_failures": 0,
                "proof_digest": self._proof_digest(proof),
                "proof_user_id": self.env.uid,
                "proof_until": fields.Datetime.now() + timedelta(minutes=PROOF_MINUTES),
            }
        )
        return self._presence_answer("ok", self.env._("The PIN is correct."), proof)

    @api.model
    def _presence_answer(self, code, message, proof=""):
        left = max(MAX_FAILURES - self.pin_failures, 0) if self else 0
        return {
            "ok": code == "ok",
            "code": code,
            "message": message,
            "proof": proof,
            "tries_left": left,
        }

    def _check_presence(self, provider_sudo, minor, proof):
        """Refuse to redeem without the proof that the programme requires (row locked)."""
        if not self._asks_presence(provider_sudo, minor):
            return
        given = isinstance(proof, str) and pins.same(self._proof_digest(proof), self.proof_digest)
        fresh = self.proof_until and self.proof_until >= fields.Datetime.now()
        if not (given and fresh and self.proof_user_id.id == self.env.uid):
            self._refuse(
                "pin", self.env._("The person must type the PIN of voucher %(number)s first.",
                                  number=self.name)
            )  # fmt: skip
        self.write({"proof_digest": False, "proof_user_id": False, "proof_until": False})

    def _is_pin(self, pin):
        """Whether it is the voucher's PIN, with the server's current or former secret."""
        secrets_kept = vault.key_encryption_keys(self.env)
        digests = [pins.digest(one, self.public_id, pin) for one in secrets_kept]
        return any(pins.same(digest, self.pin_digest) for digest in digests)

    def _pin_digest(self, pin):
        return pins.digest(vault.key_encryption_key(self.env), self.public_id, pin)

    @api.model
    def _proof_digest(self, proof):
        return hashlib.sha256(proof.encode()).hexdigest()

    def _show_pin(self, pin):
        """Show the PIN; it is stored nowhere."""
        message = self.env._(
            "PIN of voucher %(number)s: %(pin)s. It is shown only once. Give it to the person "
            "separately from the voucher.",
            number=self.name,
            pin=pin,
        )
        return actions.notify(message, sticky=True)

    # === Reversal === #
    def _reverse(self, redemption_sudo, reason):
        """Add the ledger line and update the balance; a used-up voucher is usable again (row
        locked)."""
        digits = self.currency_id.decimal_places
        back = money.to_minor(redemption_sudo.amount, digits)
        total = money.to_minor(self.amount_redeemed, digits) - back
        left = money.to_minor(self.amount, digits) - total
        usable = money.from_minor(self._usable_of(left), digits)
        vals = redemption_sudo._prepare_reversal_vals(usable)
        line = redemption_sudo.create(vals)
        self.write({"amount_redeemed": money.from_minor(total, digits)})
        if self.state == const.REDEEMED:
            self._reopen(reason)
        else:
            self._log_state(self.state, reason)
        self._on_reversed(line, self.state in (const.EXPIRED, const.REVOKED))
        return line

    def _reopen(self, reason):
        """Make a used-up voucher usable again, if its entitlement and cycle still allow it;
        otherwise it ends like them, and the returned amount cannot be used."""
        if not self.entitlement_id._why_not_now("reverse"):
            self._set_state(const.ISSUED, reason)
            self._set_entitlement_state("trans2FSP")
            return
        expired = self.entitlement_id.state == const.EXPIRED
        self._set_state(const.EXPIRED if expired else const.REVOKED, reason)
        if not expired:
            self.copy_ids._revoke(reason)

    # === HOOKS === #
    def _available_to(self, provider_sudo, copy_sudo):
        """The amount that the provider can redeem now with this copy."""
        return self.amount_available

    def _asks_presence(self, provider_sudo, minor):
        """Whether the person proves their presence for this amount (minor units)."""
        return self.needs_pin

    def _usable_of(self, left):
        """The balance of a receipt, of the amount that is not redeemed (both in minor units)."""
        return left

    def _on_reversed(self, reversal, was_closed):
        """Called for each reversed redemption, inside its transaction.

        :param reversal: the ledger line, with a negative amount
        :param bool was_closed: the voucher stays closed (expired or revoked): the returned amount
            cannot be redeemed
        """


class G2PServiceProvider(models.Model):
    _inherit = "g2p.service.provider"

    def _redeeming_site(self, site_id, program):
        """The provider's own site that serves the programme; empty if none is required."""
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
        """The provider's sites that serve a programme."""
        columns = (("", ("name", "active", "program_ids")),)
        all_sites = self.with_context(active_test=False).site_ids
        self.env["g2p.read.ahead"]._fetch(all_sites, columns)
        return self.site_ids.filtered(lambda s: not s.program_ids or program in s.program_ids)
