from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import moments
from odoo.addons.g2p_voucher_key.token import payload

from .. import const
from ..tools import codes, money, steps
from .res_users import SERVE

STATE_CODES = {
    const.DRAFT: "unknown_voucher",
    const.REVOKED: "revoked",
    const.CANCELLED: "cancelled",
    const.EXPIRED: "expired",
    const.REDEEMED: "redeemed",
}
#: columns needed to verify; the others are not read
COPY = ("voucher_id", "key_id", "state", "status", "number")
VOUCHER = (
    *("name", "state", "amount", "amount_redeemed", "amount_available", "currency_id"),
    *("company_id", "program_id", "manager_id", "entitlement_id", "partner_id"),
    *("valid_from", "valid_until", "issued_by_id", "approved_by_id", "create_uid"),
    "active_copy_id",
)
CURRENCY = ("name", "decimal_places", "rounding")
PROGRAM = ("name", "active", "company_id", "state", "locked")
ENTITLEMENT = ("state", "ern")  # the second is computed from the first; it may not exist
HOLDER = ("active", "disabled")
NOT_GENUINE = {"malformed", "unknown_key", "bad_signature", "key_revoked"}
NOT_GENUINE |= {"unknown_voucher", "too_many"}

#: codes for states of the entitlement that prevent redemption; others: not approved
ENTITLEMENT_CODES = {**dict.fromkeys(const.DEAD_ENTITLEMENTS, "cancelled"), "rdpd2ben": "paid"}


class G2PVoucher(models.Model):
    """Verifies vouchers: whether they are genuine and usable, and their content."""

    _inherit = "g2p.voucher"

    # === PUBLIC === #
    @api.model
    def verify(self, text):
        """Check a QR text or a typed code. Anybody may call it; only staff who serve people
        at an active provider of the programme get the voucher's content.

        :return: dict(genuine, usable, code, message, details)
        """
        code, copy_sudo = self._resolve(text)
        voucher_sudo = copy_sudo.voucher_id
        provider = self.env.user._service_provider(role=SERVE)
        if code == "ok":
            code = voucher_sudo._why_unusable(copy_sudo)
        served = bool(voucher_sudo) and voucher_sudo._is_served_by(provider)
        if code == "ok" and provider and not served:
            code = "wrong_provider"
        knows = served or self.env.su or voucher_sudo._may_see_reason()
        genuine = code not in NOT_GENUINE
        answer = {"genuine": genuine, "usable": code == "ok", "details": {}}
        if genuine and served:
            answer["details"] = voucher_sudo._details(provider, copy_sudo)
        if not (provider or knows):
            code = self._public_code(code)
        message = voucher_sudo._sentence(code, detailed=knows)
        if not genuine and isinstance(text, str) and codes.is_mistyped(text):
            message = self.env._("This is not a voucher code. Check what you typed.")
        return {**answer, "code": code, "message": message}

    # === BUSINESS === #
    @api.model
    def _resolve(self, text):
        """(code, copy under sudo) of a text; the signature is checked before the register."""
        copies_sudo = self.env["g2p.voucher.copy"].sudo()  # sudo: anybody may verify
        nothing = copies_sudo.browse()
        if not isinstance(text, str) or len(text) > payload.MAX_TEXT:
            return "malformed", nothing
        text = text.strip()
        typed = codes.parse(text)
        if typed:
            return self._resolve_code(typed)
        try:
            message = payload.unpack(text)
        except ValueError:
            return "malformed", nothing
        return self._resolve_message(message)

    @api.model
    def _resolve_code(self, typed):
        """(code, copy under sudo) of a typed code, which has no signature: after wrong codes the
        caller must wait, so codes cannot be found by trying."""
        copies_sudo = self.env["g2p.voucher.copy"].sudo()  # sudo: as in _resolve
        wrong_codes = self.env["g2p.voucher.wrong.code"]
        if wrong_codes._wait():
            return "too_many", copies_sudo.browse()
        copy_sudo = copies_sudo._find_ahead("x.code = %s", typed)
        if copy_sudo:
            return "ok", copy_sudo
        wrong_codes._count()
        return "unknown_voucher", copy_sudo

    @api.model
    def _resolve_message(self, message):
        """(code, copy under sudo) of a well-formed message."""
        nothing = self.env["g2p.voucher.copy"].sudo().browse()  # sudo: as in _resolve; empty
        key_sudo = self.env["g2p.voucher.key"]._by_kid(message.kid)
        if not key_sudo:
            return "unknown_key", nothing
        if not payload.verify(message, key_sudo._public_raw(), key_sudo.alg):
            return "bad_signature", nothing
        if key_sudo.state == "revoked":
            return "key_revoked", nothing
        try:
            claims = payload.claims_of(message)
        except ValueError:
            return "malformed", nothing
        copy_sudo = nothing._find_ahead("x.cti = %s", claims.cti.hex())
        if not copy_sudo or not copy_sudo._agrees_with(claims, key_sudo):
            return "unknown_voucher", nothing
        return "ok", copy_sudo

    def _why_unusable(self, copy_sudo):
        """The code of the reason why it cannot be redeemed now, or "ok"."""
        self.ensure_one()
        today = self._today()
        out_of_use = self._why_out_of_use()
        if self.state in STATE_CODES:
            return STATE_CODES[self.state]
        if copy_sudo.state != "active":
            return "copy_revoked"
        if copy_sudo.key_id.state == "revoked":
            return "key_revoked"
        if out_of_use:
            return out_of_use
        if self.valid_from > today:
            return "not_yet_valid"
        return "expired" if self.valid_until < today else "ok"

    def _is_served_by(self, provider_sudo):
        """Whether the provider may see and redeem this voucher."""
        if provider_sudo.state != "active" or self.company_id != provider_sudo.company_id:
            return False
        programs_sudo = provider_sudo.with_context(active_test=False).program_ids
        return self.program_id.active and self.program_id in programs_sudo

    def _may_see_reason(self):
        """Whether the user may see the reason: officers of the voucher's company."""
        user = self.env.user
        return user._is_voucher_officer() and self.company_id <= user.company_ids

    @api.model
    def _public_code(self, code):
        """The code for anonymous verifiers: genuine or not, usable or not."""
        if code == "too_many":
            return code  # it reveals nothing about a voucher
        if code in NOT_GENUINE:
            return "not_genuine"
        return "ok" if code in ("ok", "wrong_provider") else "not_usable"

    def _details(self, provider_sudo, copy_sudo):
        """The facts that the provider needs, without the holder's full name."""
        self.ensure_one()
        return {
            "number": self.name,
            "program": self.program_id.name,
            "program_id": self.program_id.id,
            "beneficiary": self._beneficiary_masked(),
            "birth_year": self._birth_year() or False,
            "amount": self.amount,
            "amount_available": self._available_to(provider_sudo, copy_sudo),
            "currency": self.currency_id.name,
            "valid_from": fields.Date.to_string(self.valid_from),
            "valid_until": fields.Date.to_string(self.valid_until),
            "covers": self.covers or "",
            "needs_pin": self.needs_pin,
            "redemptions": [
                {
                    "date": fields.Datetime.to_string(line.date),
                    "provider": line.provider_id.name,
                    "amount": line.amount,
                }
                for line in self.redemption_ids.sorted("id")
            ],
        }

    # === Usability now === #
    def _why_out_of_use(self):
        """The code of a reason outside the voucher that prevents its use, or False."""
        entitlement = self.entitlement_id
        if entitlement.state not in steps.ENTITLEMENT["redeem"]:
            return ENTITLEMENT_CODES.get(entitlement.state, "not_approved")
        return self._why_out_of_service()

    def _why_out_of_service(self):
        """The same of its cycle, its programme and its holder."""
        cycle, program = self.entitlement_id.cycle_id, self.program_id
        cycle = steps.marks(cycle.state, locked=cycle.locked)
        if steps.first_wrong(cycle, steps.CYCLE["redeem"]):
            return "cycle_closed"
        found = steps.marks(program.state, program.active, program.locked)
        kept = self.manager_id.on_end != "at_once"
        wrong = steps.first_wrong(found, steps.of_program("redeem", kept))
        if wrong:
            return "program_locked" if wrong == steps.LOCKED else "program_ended"
        closed = any(not holder.active or holder.disabled for holder in self._holders())
        return "holder_closed" if closed else False

    def _sentence_for_holder(self):
        """A sentence for the holder on why no provider accepts an issued voucher now; or False."""
        voucher_sudo = self.sudo()  # sudo: the holder may read neither programme nor entitlement
        if voucher_sudo.state != const.ISSUED:
            return False
        self.env["g2p.read.ahead"]._fetch(voucher_sudo, voucher_sudo._use_columns())
        code = voucher_sudo._why_out_of_use()
        return self._sentence(code, detailed=False) if code else False

    # === Sentences === #
    def _sentence(self, code, detailed):
        """The verdict as a sentence; number and dates only for users who may see them."""
        if code == "too_many":
            return self.env["g2p.voucher.wrong.code"]._sentence()
        plain = self._plain_sentences()
        if not (self and detailed):
            return plain[code]
        return self._detailed_sentences().get(code) or plain[code]

    @api.model
    def _plain_sentences(self):
        """One sentence per code."""
        _ = self.env._
        return {
            "ok": _("Genuine and usable."),
            "not_usable": _("Genuine, but not usable."),
            "not_genuine": _("Not genuine: do not accept this voucher."),
            "malformed": _("Not genuine: this is not a voucher of this system."),
            "unknown_key": _("Not genuine: signed with a key that this system does not know."),
            "bad_signature": _("Not genuine: the signature is wrong."),
            "key_revoked": _(
                "Not trusted: the key that signed it was revoked. Send the person to the "
                "issuing office."
            ),
            "unknown_voucher": _("Not genuine: this voucher is not in the register."),
            "copy_revoked": _(
                "Not usable: this copy was replaced by a newer one. Ask for the new copy."
            ),
            "revoked": _("Not usable: the voucher was revoked by the issuing office."),
            "cancelled": _("Not usable: the voucher was cancelled."),
            "not_approved": _(
                "Not usable: its entitlement is not approved at present. The issuing office can "
                "help."
            ),
            "paid": _("Not usable: its entitlement is already marked as paid."),
            "cycle_closed": _(
                "Not usable: its period of the programme is closed. The issuing office can help."
            ),
            "program_ended": _(
                "Not usable: the programme and its vouchers have ended. The issuing office can "
                "help."
            ),
            "program_locked": _(
                "Not usable now: the programme is locked. The issuing office can help."
            ),
            "holder_closed": _(
                "Not usable: the person's record in the registry is closed. Send the person to the "
                "issuing office."
            ),
            "expired": _("Not usable: the voucher has expired."),
            "not_yet_valid": _("Not usable yet: the voucher is not valid today."),
            "redeemed": _("Not usable: the voucher has already been redeemed in full."),
            "wrong_provider": _("Genuine, but your institution does not serve this programme."),
        }

    def _detailed_sentences(self):
        """Sentences with this voucher's number and dates."""
        taken = self.redemption_ids.filtered(lambda r: not (r.reversal_of_id or r.reversal_ids))
        first = taken.sorted("id")[:1]
        facts = {
            "number": self.name,
            "begin": moments.day(self.env, self.valid_from),
            "end": moments.day(self.env, self.valid_until),
            "first": moments.shown(self.env, first.date, self.company_id),
            "provider": first.provider_id.name or "",
        }
        _ = self.env._
        return {
            "redeemed": _(
                "Not usable: voucher %(number)s has already been redeemed, first on %(first)s "
                "at %(provider)s.",
                **facts,
            ),
            "expired": _(
                "Not usable: voucher %(number)s expired on %(end)s. The issuing office can help.",
                **facts,
            ),
            "not_yet_valid": _(
                "Not usable yet: voucher %(number)s is valid from %(begin)s.", **facts
            ),
        }

    # === HOOKS === #
    def _use_columns(self):
        """The columns of a voucher and its related records that verifying and redeeming read: a
        tuple for ``g2p.read.ahead``; addons add their own."""
        of_entitlement = self.env["g2p.entitlement"]._fields
        return (
            ("", VOUCHER),
            ("currency_id", CURRENCY),
            ("program_id", PROGRAM),
            ("manager_id", ("presence", "on_end")),
            ("entitlement_id", tuple(name for name in ENTITLEMENT if name in of_entitlement)),
            ("entitlement_id.cycle_id", ("state", "locked")),
            ("partner_id", HOLDER),
        )

    def _holders(self):
        """The people whom the voucher helps; addons add more."""
        return self.partner_id

    def _case_users(self):
        """Users who worked on the case of these vouchers in the office: they may not redeem,
        reverse or claim them."""
        vouchers_sudo = self.sudo()  # sudo: for every user; only compared
        users = vouchers_sudo.issued_by_id | vouchers_sudo.approved_by_id | vouchers_sudo.create_uid
        reissued_sudo = vouchers_sudo.filtered(lambda one: one.active_copy_id.number > 1)
        return users | reissued_sudo.copy_ids.issued_by_id


class G2PVoucherCopy(models.Model):
    _inherit = "g2p.voucher.copy"

    def _find_ahead(self, condition, value):
        """The copy with a unique value, read ahead with its voucher."""
        columns = [("", COPY)]
        for path, names in self.env["g2p.voucher"]._use_columns():
            columns.append((f"voucher_id.{path}".rstrip("."), names))
        return self.env["g2p.read.ahead"]._find(self, condition, [value], tuple(columns))

    def _agrees_with(self, claims, key_sudo):
        """Whether register and payload match."""
        voucher = self.voucher_id
        digits = voucher.currency_id.decimal_places
        return (
            key_sudo == self.key_id
            and claims.issuer == key_sudo.issuer_uri
            and claims.number == voucher.name
            and claims.currency == voucher.currency_id.name
            and claims.amount_minor == money.to_minor(voucher.amount, digits)
        )
