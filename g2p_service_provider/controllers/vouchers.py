import secrets

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.g2p_suite_base.controllers.portal_page import show_page, take_form
from odoo.addons.g2p_suite_base.tools.typed import Unreadable
from odoo.addons.g2p_voucher_qr.tools import codes

from ..tools.forms import agreed_amount, parse_ids, plain
from .provider import ProviderController

# Longer than any code a person types, hyphens and spaces included.
TYPED_LENGTH = 40
# Longer than any voucher's text, and than any amount that is read.
TEXT_LENGTH, AMOUNT_LENGTH = 5000, 100
# Longer than any key that a page gets.
KEY_LENGTH = 80
# Verdicts that are not asked for again when the page is loaded again: each counts.
COUNTED = ("unknown_voucher", "too_many")


class VoucherController(ProviderController):
    """Scan, verify, redeem."""

    @show_page("/provider/scan")
    def provider_scan(self):
        """Ask for a voucher: camera, photo or typed code."""
        self._get_provider()
        kept = request.env["g2p.kept.form"]._of_request() or {}
        values = {"typed_code": kept.get("text", ""), "kept_redemption": kept}
        return self._render_framed("g2p_service_provider.scan", "scan", values)

    @take_form("/provider/verify", of="/provider/scan")
    def provider_verify(self, text="", amount="", site_id="", idempotency_key="", typed_for=""):
        """Say, on a page of its own, whether the voucher is genuine and can be used here.

        Where a redemption was sent after the session had ended, its amount, site and key come
        along; they are for that voucher, and for no other one that is scanned in its place.
        """
        self._get_provider()
        sent = plain(text, amount, site_id, idempotency_key, typed_for)
        text, amount, site_id, idempotency_key, typed_for = sent
        if not amount or text != typed_for:
            return self._show_check(text)
        # The same key: what was redeemed before the session ended is not redeemed again.
        return self._show_check(text, self._read_redemption(amount, site_id), key=idempotency_key)

    @show_page("/provider/check/<string:word>")
    def provider_check(self, word):
        """Show what somebody has just sent, and what the voucher is now."""
        provider = self._get_provider()
        check = self._find_kept("check", word)
        if not check:
            over = request.env._("This check is over. Scan the voucher again, or type its code.")
            return self._render_scan(over, "", 410)
        return self._answer_check(provider, check)

    def _answer_check(self, provider, check):
        result = check["result"] or request.env["g2p.voucher"].verify(check["text"])
        refused = self._why_no_code(check["text"], result)
        if refused:
            return self._render_scan(*refused)
        return self._render_check(provider, check, result)

    @take_form("/provider/redeem", of="/provider/scan")
    def provider_redeem(
        self, text="", amount="", idempotency_key="", site_id="", pin="", confirmed=""
    ):
        """Show the amount as it was understood; once that is confirmed, redeem it.

        Refusals are shown with their reason.
        """
        provider = self._get_provider()
        sent = plain(text, amount, idempotency_key, site_id, pin, confirmed)
        text, amount, idempotency_key, site_id, pin, confirmed = sent
        typed = self._read_redemption(amount, site_id)
        value = agreed_amount(confirmed)
        if not value:
            return self._ask(provider, text, typed, idempotency_key)
        return self._redeem(text, typed, value, idempotency_key, pin)

    @show_page("/provider/redemption/<int:redemption_id>", readonly=True)
    def provider_redemption(self, redemption_id):
        """Show the receipt of one redemption."""
        provider = self._get_provider()
        redemption = self._find_own(
            "g2p.voucher.redemption", provider, [("id", "=", redemption_id)]
        )
        values = {
            "redemption": redemption,
            "claim": redemption._get_live_claim(),
            # sudo: staff read the ledger only; these words stood on the scanned page too
            "redemption_sudo": redemption.sudo(),
        }
        return self._render_framed("g2p_service_provider.redemption", "redemptions", values)

    @show_page(["/provider/redemptions", "/provider/redemptions/page/<int:page>"], readonly=True)
    def provider_redemptions(self, page=1):
        """List what was redeemed here, newest first."""
        model, provider = "g2p.voucher.redemption", self._get_provider()
        redemptions, pager = self._list_own(
            model, provider, "/provider/redemptions", page, order="id desc"
        )
        values = {"redemptions": redemptions, "pager": pager}
        return self._render_framed("g2p_service_provider.redemptions", "redemptions", values)

    # === HELPERS === #

    def _read_redemption(self, amount, site_id):
        """What was typed into the form, as the page keeps it."""
        return {
            # A longer one is none, and is not cut into one either.
            "amount": amount if len(amount) <= AMOUNT_LENGTH else "?",
            "site_id": next(iter(parse_ids([site_id])), False),
        }

    def _ask(self, provider, text, typed, key):
        """Ask whether the amount is the one that was meant: money is booked once."""
        result = request.env["g2p.voucher"].verify(text)
        value, error = self._read_amount(result, typed["amount"])
        if value and self._find_receipt(provider, key):
            # Sent again: answered as the first time, or refused for what differs.
            return self._redeem(text, typed, value, key)
        if not result["usable"]:
            error = result["message"]
        if error:
            return self._show_check(text, typed, error, result=result)
        return self._show_check(text, {**typed, "value": value}, key=key, result=result)

    def _read_amount(self, result, text):
        """Return (amount, None), or (None, sentence) when it is none or nothing to redeem."""
        currency = self._prepare_details(result["details"]).get("currency_id")
        if not currency:
            return None, result["message"]
        try:
            value = currency._read_typed(text)
        except Unreadable as error:
            return None, currency._sentence_typed(error)
        return (value, None) if value else (None, request.env._("Enter the amount."))

    def _redeem(self, text, typed, value, key, pin=""):
        """Redeem, and lead to the receipt or to the page that says why not."""
        Voucher = request.env["g2p.voucher"]
        try:
            # Outside the savepoint: a wrong PIN is counted whatever comes after it.
            presence = Voucher.prove_presence(text, pin) if pin else {"ok": True, "proof": None}
            if not presence["ok"]:
                return self._show_check(text, typed, presence["message"])
        except UserError as refusal:
            return self._show_check(text, typed, str(refusal))
        site_id, proof = typed["site_id"], presence["proof"]
        answer, refusal = self._try(Voucher.redeem, text, value, key, site_id=site_id, proof=proof)
        if refusal:
            # Nothing was redeemed under the page's key: the next try gets a new one.
            is_done = getattr(refusal, "code", "") == "idempotency_conflict"
            return self._show_check(text, {**typed, "is_done": is_done}, str(refusal))
        return request.redirect(f"/provider/redemption/{answer['redemption_id']}")

    def _show_check(self, text, typed=None, error=None, key=None, result=None):
        """Lead to the page of what was sent; the voucher's text is in no address."""
        if codes.parse(text) and not result:
            result = request.env["g2p.voucher"].verify(text)
        check = {
            "text": text[:TEXT_LENGTH],
            "typed": typed or {},
            "error": error,
            # Made here, once per page: a repeated press is the same redemption.
            "key": key if key and len(key) <= KEY_LENGTH else secrets.token_urlsafe(24),
            "result": result if result and result["code"] in COUNTED else None,
        }
        word = self._keep("check", check)
        if not word:
            return self._answer_check(self._get_provider(), check)
        return request.redirect(f"/provider/check/{word}")

    def _why_no_code(self, text, result):
        """Return (sentence, text, status) when nothing was checked, or None."""
        if not text.strip():
            return request.env._("Type the code printed under the QR code first."), "", 422
        if result["code"] == "too_many":
            return result["message"], text, 429
        return (result["message"], text, 422) if codes.is_mistyped(text) else None

    def _render_scan(self, error, text, status):
        """Render the scanner with what was typed and why it was not checked."""
        values = {"error": error, "typed_code": text[:TYPED_LENGTH]}
        response = self._render_framed("g2p_service_provider.scan", "scan", values, status)
        if status == 429:
            wait = request.env["g2p.voucher.wrong.code"]._wait()
            response.headers["Retry-After"] = str(max(wait, 1))
        return response

    def _render_check(self, provider, check, result):
        """Render what verify() says, with the form to redeem it or what became of it."""
        text, error = check["text"], check["error"]
        values = {
            "result": result,
            "details": self._prepare_details(result["details"]),
            "text": text,
            # What a person types is short; only a scanned payload is long.
            "typed_code": text if len(text) <= TYPED_LENGTH else "",
            "typed": check["typed"] or {"site_id": self._get_last_site(provider).id},
            "error": error,
            "sites": self._get_sites(provider, result["details"]),
            "idempotency_key": check["key"],
            "receipt": self._find_receipt(provider, check["key"]),
        }
        return self._render_framed(
            "g2p_service_provider.result", "scan", values, 422 if error else 200
        )

    def _find_receipt(self, provider, key):
        """Return what was redeemed under the key of a page, or nothing."""
        # sudo: the key is no field of portal users; this one came from their own page
        redemptions_sudo = request.env["g2p.voucher.redemption"].sudo()
        same = [*self._own_domain(provider), ("idempotency_key", "=", key)]
        return redemptions_sudo.search(same, limit=1).sudo(False) if key else redemptions_sudo

    def _get_sites(self, provider, details):
        """Return the sites of the provider that serve the programme on the page."""
        sites = provider.site_ids
        served = sites.filtered(
            # sudo: staff do not read programmes; the name stands on the page
            lambda s: (
                not s.sudo().program_ids or details.get("program_id") in s.sudo().program_ids.ids
            )
        )
        return served if details else sites

    def _prepare_details(self, details):
        """Turn the plain values of verify() into what the page formats."""
        if not details:
            return {}
        to_date, to_datetime = fields.Date.to_date, fields.Datetime.to_datetime
        currency = request.env["res.currency"].search([("name", "=", details["currency"])], limit=1)
        person, year = details["beneficiary"], details["birth_year"]
        born = year and request.env._("%(name)s, born %(year)s", name=person, year=year)
        return {
            **details,
            "person": born or person,
            "currency_id": currency,
            "valid_from": to_date(details["valid_from"]),
            "valid_until": to_date(details["valid_until"]),
            "redemptions": [
                {**line, "date": to_datetime(line["date"])} for line in details["redemptions"]
            ],
        }

    def _get_last_site(self, provider):
        """Return where this person redeemed last: most work at one desk."""
        domain = [
            *self._own_domain(provider),
            ("user_id", "=", request.env.uid),
            ("site_id", "in", provider.site_ids.ids),
        ]
        # sudo: who redeemed is no field of portal users; here it is the user
        redemptions_sudo = request.env["g2p.voucher.redemption"].sudo()
        return redemptions_sudo.search(domain, limit=1).site_id.sudo(False)
