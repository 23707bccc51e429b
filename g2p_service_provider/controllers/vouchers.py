import secrets

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.g2p_suite_base.tools.typed import Unreadable
from odoo.addons.g2p_suite_page.controllers.portal_page import show_page, take_form
from odoo.addons.g2p_suite_page.tools.page_headers import SCANNER
from odoo.addons.g2p_voucher_qr.tools import codes

from ..tools.forms import agreed_amount, parse_ids, plain
from .provider import ProviderController

# Above the length of any typed code, hyphens and spaces included.
TYPED_LENGTH = 40
# Above the length of any voucher's text, and of any valid amount.
TEXT_LENGTH, AMOUNT_LENGTH = 5000, 100
# Above the length of any page's key.
KEY_LENGTH = 80
# Verdicts that are not repeated on reload, since each attempt is counted.
COUNTED = ("unknown_voucher", "too_many")


class VoucherController(ProviderController):
    """Pages to scan, verify and redeem vouchers."""

    @show_page("/provider/scan")
    def provider_scan(self):
        """Ask for a voucher: camera, photo or typed code."""
        self._get_provider()
        kept = request.env["g2p.kept.form"]._of_request() or {}
        values = {"typed_code": kept.get("text", ""), "kept_redemption": kept}
        return self._render_framed("g2p_service_provider.scan", "scan", values, sources=SCANNER)

    @take_form("/provider/verify", of="/provider/scan")
    def provider_verify(self, text="", amount="", site_id="", idempotency_key="", typed_for=""):
        """Redirect to a page that shows whether the voucher is genuine and usable here.

        If a redemption was sent after the session ended, its amount, site and key are included;
        they apply only to the same voucher, not to another one scanned instead.
        """
        self._get_provider()
        sent = plain(text, amount, site_id, idempotency_key, typed_for)
        text, amount, site_id, idempotency_key, typed_for = sent
        if not amount or text != typed_for:
            return self._show_check(text)
        # The same key, so that nothing redeemed before the session ended is redeemed again.
        return self._show_check(text, self._read_redemption(amount, site_id), key=idempotency_key)

    @show_page("/provider/check/<string:word>")
    def provider_check(self, word):
        """Show the kept form and the present result of the check."""
        provider = self._get_provider()
        check = self._find_kept("check", word)
        if not check:
            over = request.env._(
                "This check has expired. Scan the voucher again, or type its code."
            )
            return self._render_scan(over, "", 410)
        return self._answer_check(provider, check)

    def _answer_check(self, provider, check):
        result = check["result"] or request.env["g2p.voucher"].verify(check["text"])
        refused = self._code_problem(check["text"], result)
        if refused:
            return self._render_scan(*refused)
        return self._render_check(provider, check, result)

    @take_form("/provider/redeem", of="/provider/scan")
    def provider_redeem(
        self, text="", amount="", idempotency_key="", site_id="", pin="", confirmed=""
    ):
        """Show the amount as it was read; redeem it once it is confirmed.

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
            # sudo: staff can read only the ledger; the scanned page showed these values too
            "redemption_sudo": redemption.sudo(),
        }
        return self._render_framed("g2p_service_provider.redemption", "redemptions", values)

    @show_page(["/provider/redemptions", "/provider/redemptions/page/<int:page>"], readonly=True)
    def provider_redemptions(self, page=1):
        """List the provider's redemptions, newest first."""
        model, provider = "g2p.voucher.redemption", self._get_provider()
        redemptions, pager = self._list_own(
            model, provider, "/provider/redemptions", page, order="id desc"
        )
        values = {"redemptions": redemptions, "pager": pager}
        return self._render_framed("g2p_service_provider.redemptions", "redemptions", values)

    # === HELPERS === #

    def _read_redemption(self, amount, site_id):
        """The form's amount and site, as the page keeps them."""
        return {
            # Too long: replaced, since cutting it could make it a valid amount.
            "amount": amount if len(amount) <= AMOUNT_LENGTH else "?",
            "site_id": next(iter(parse_ids([site_id])), False),
        }

    def _ask(self, provider, text, typed, key):
        """Ask to confirm the amount, since a redemption is final."""
        result = request.env["g2p.voucher"].verify(text)
        value, error = self._read_amount(result, typed["amount"])
        if value and self._find_former(provider, typed, key):
            # A repeated form: answered like the first, or refused if it differs.
            return self._redeem(text, typed, value, key)
        if not result["usable"]:
            error = result["message"]
        error = error or self._find_excess(result, value)
        if error:
            return self._show_check(text, typed, error, result=result)
        return self._show_check(text, {**typed, "value": value}, key=key, result=result)

    def _find_excess(self, result, value):
        """A sentence if the voucher has less, so that nobody is asked to confirm it; else False."""
        details = self._prepare_details(result["details"])
        currency, available = details["currency_id"], details["amount_available"]
        if currency.compare_amounts(value, available) <= 0:
            return False
        return request.env._(
            "Voucher %(number)s has %(available)s left: redeem at most this amount.",
            number=details["number"],
            available=currency.format(available),
        )

    def _read_amount(self, result, text):
        """Return (amount, None), or (None, sentence) if it is invalid or not redeemable."""
        currency = self._prepare_details(result["details"]).get("currency_id")
        return self._read_money(currency, text) if currency else (None, result["message"])

    def _read_money(self, currency, text):
        """Return (amount, None), or (None, sentence) if it is invalid."""
        try:
            value = currency._read_typed(text)
        except Unreadable as error:
            return None, currency._sentence_typed(error)
        return (value, None) if value else (None, request.env._("Enter the amount."))

    def _redeem(self, text, typed, value, key, pin=""):
        """Redeem, then redirect to the receipt or to a page with the reason why not."""
        Voucher = request.env["g2p.voucher"]
        try:
            # Outside the savepoint: a wrong PIN is counted even if the rest is rolled back.
            presence = Voucher.prove_presence(text, pin) if pin else {"ok": True, "proof": None}
            if not presence["ok"]:
                return self._show_check(text, typed, presence["message"])
        except UserError as refusal:
            return self._show_check(text, typed, str(refusal))
        site_id, proof = typed["site_id"], presence["proof"]
        step = self._get_step(typed)
        answer, refusal = self._try(step, text, value, key, site_id=site_id, proof=proof)
        if refusal:
            # Nothing was redeemed with the page's key: the next attempt gets a new one.
            is_done = getattr(refusal, "code", "") == "idempotency_conflict"
            return self._show_check(text, {**typed, "is_done": is_done}, str(refusal))
        return request.redirect(self._get_outcome(typed, answer))

    def _get_step(self, typed):
        """Return the method that the form asks for."""
        return request.env["g2p.voucher"].redeem

    def _get_outcome(self, typed, answer):
        """Return the address of the page on what was done."""
        return f"/provider/redemption/{answer['redemption_id']}"

    def _find_former(self, provider, typed, key):
        """Return what the same form already did; may be empty."""
        return self._find_receipt(provider, key)

    def _show_check(self, text, typed=None, error=None, key=None, result=None):
        """Redirect to the page of the check; no URL contains the voucher's text."""
        if codes.parse(text) and not result:
            result = request.env["g2p.voucher"].verify(text)
        check = {
            "text": text[:TEXT_LENGTH],
            "typed": typed or {},
            "error": error,
            # Generated once per page: a repeated press is the same redemption.
            "key": key if key and len(key) <= KEY_LENGTH else secrets.token_urlsafe(24),
            "result": result if result and result["code"] in COUNTED else None,
        }
        word = self._keep("check", check)
        if not word:
            return self._answer_check(self._get_provider(), check)
        return request.redirect(f"/provider/check/{word}")

    def _code_problem(self, text, result):
        """Return (sentence, text, status) if no code was checked, or None."""
        if not text.strip():
            return request.env._("Type the code printed under the QR code first."), "", 422
        if result["code"] == "too_many":
            return result["message"], text, 429
        return (result["message"], text, 422) if codes.is_mistyped(text) else None

    def _render_scan(self, error, text, status):
        """Render the scanner with the typed code and the reason why it was not checked."""
        values = {"error": error, "typed_code": text[:TYPED_LENGTH]}
        response = self._render_framed(
            "g2p_service_provider.scan", "scan", values, status, sources=SCANNER
        )
        if status == 429:
            wait = request.env["g2p.voucher.wrong.code"]._wait()
            response.headers["Retry-After"] = str(max(wait, 1))
        return response

    def _render_check(self, provider, check, result):
        """Render the result of verify(), with the form to redeem or the receipt."""
        text, error = check["text"], check["error"]
        values = {
            "result": result,
            "details": self._prepare_details(result["details"]),
            "text": text,
            # Typed codes are short; only scanned payloads are long.
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
        """Return the redemption made with a page's key; may be empty."""
        # sudo: portal users cannot read keys; this one came from their own page
        redemptions_sudo = request.env["g2p.voucher.redemption"].sudo()
        same = [*self._own_domain(provider), ("idempotency_key", "=", key)]
        return redemptions_sudo.search(same, limit=1).sudo(False) if key else redemptions_sudo

    def _get_sites(self, provider, details):
        """Return the sites of the provider that serve the programme on the page."""
        sites = provider.site_ids
        served = sites.filtered(
            # sudo: staff cannot read programmes; the page shows the name anyway
            lambda s: (
                not s.sudo().program_ids or details.get("program_id") in s.sudo().program_ids.ids
            )
        )
        return served if details else sites

    def _prepare_details(self, details):
        """Convert the plain values of verify() into records and dates for the page."""
        if not details:
            return {}
        to_date, to_datetime = fields.Date.to_date, fields.Datetime.to_datetime
        currency = request.env["res.currency"].search([("name", "=", details["currency"])], limit=1)
        person, year = details["beneficiary"], details["birth_year"]
        born = year and request.env._("%(name)s, born %(year)s", name=person, year=year)
        hold = details.get("hold")
        return {
            **details,
            "person": born or person,
            "currency_id": currency,
            "valid_from": to_date(details["valid_from"]),
            "valid_until": to_date(details["valid_until"]),
            "hold": {**hold, "until": to_datetime(hold["until"])} if hold else False,
            "redemptions": [
                {**line, "date": to_datetime(line["date"])} for line in details["redemptions"]
            ],
        }

    def _get_last_site(self, provider):
        """Return the site of the user's last redemption, since most work at one desk."""
        domain = [
            *self._own_domain(provider),
            ("user_id", "=", request.env.uid),
            ("site_id", "in", provider.site_ids.ids),
        ]
        # sudo: portal users cannot read who redeemed; here it is the user
        redemptions_sudo = request.env["g2p.voucher.redemption"].sudo()
        return redemptions_sudo.search(domain, limit=1).site_id.sudo(False)
