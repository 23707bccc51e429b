import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models

from .. import const, vault
from ..tools import pins

MAX_FAILURES = 5  # wrong PINs, until the issuing office gives a new one
PROOF_MINUTES = 10


class G2PVoucher(models.Model):
    """Proof of presence: the holder types a PIN that is not on the paper.

    A wrong PIN has to be counted even though nothing is redeemed. So it is asked for in a call
    of its own, which answers and never raises; what it leaves is a proof, for one redemption by
    the same person within ten minutes.
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
    def action_new_pin(self):
        """Make a new PIN and show it to the issuing officer, this once."""
        self._check_issuer()
        self._lock()
        voucher_sudo = self.sudo()  # sudo: the checks above and below are the right to do it
        voucher_sudo._check_state(const.ISSUED)
        voucher_sudo._check_step("reissue")
        voucher_sudo._check_authority(self.env.user)
        pin = pins.generate()
        voucher_sudo.write({"pin_digest": self._pin_digest(pin), "pin_failures": 0})
        voucher_sudo._log_state(voucher_sudo.state, self.env._("A new PIN was given"))
        return self._show_pin(pin)

    @api.model
    def prove_presence(self, text, pin):
        """Check the PIN that the holder of a voucher types at the provider.

        Never raises for a wrong PIN, so that the attempt is counted.

        :param str text: QR text or typed code
        :return: dict(ok, code, message, proof, tries_left); the proof goes into redeem()
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
            return voucher_sudo._presence_answer(code, voucher_sudo._sentence(code, tell=True))
        return voucher_sudo._prove(pin)

    # === BUSINESS === #
    def _prove(self, pin):
        """The answer to one try (the row is locked)."""
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
        sentence = self.env._("This is not the PIN. Tries that are left: %(left)s", left=left)
        return self._presence_answer("pin_wrong", sentence)

    def _why_no_pin(self):
        """(code, sentence) of what stands against trying a PIN; None when nothing does."""
        _ = self.env._
        if not self.pin_digest:
            return "pin_missing", _(
                "This voucher has no PIN yet. Send the person to the issuing office."
            )
        if self.pin_failures >= MAX_FAILURES:
            return "pin_locked", _(
                "Too many wrong PINs: the voucher is locked. The issuing office gives a new PIN."
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
        return self._presence_answer("ok", self.env._("The PIN is right."), proof)

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

    def _check_presence(self, proof):
        """Refuse to redeem without the proof that this programme asks for (row is locked)."""
        if not self.needs_pin:
            return
        given = isinstance(proof, str) and pins.same(self._proof_digest(proof), self.proof_digest)
        fresh = self.proof_until and self.proof_until >= fields.Datetime.now()
        if not (given and fresh and self.proof_user_id.id == self.env.uid):
            self._refuse(
                "pin", self.env._("The person types the PIN of voucher %(number)s first.",
                                  number=self.name)
            )  # fmt: skip
        self.write({"proof_digest": False, "proof_user_id": False, "proof_until": False})

    def _is_pin(self, pin):
        """Whether it is the voucher's PIN, kept under the server's secret or its former one."""
        secrets_kept = vault.key_encryption_keys(self.env)
        digests = [pins.digest(one, self.public_id, pin) for one in secrets_kept]
        return any(pins.same(digest, self.pin_digest) for digest in digests)

    def _pin_digest(self, pin):
        return pins.digest(vault.key_encryption_key(self.env), self.public_id, pin)

    @api.model
    def _proof_digest(self, proof):
        return hashlib.sha256(proof.encode()).hexdigest()

    def _show_pin(self, pin):
        """Shown and forgotten: it is written nowhere."""
        message = self.env._(
            "PIN of voucher %(number)s: %(pin)s. It is shown only now. Give it to the person "
            "apart from the voucher.",
            number=self.name,
            pin=pin,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "sticky": True, "message": message},
        }
