import secrets

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.g2p_suite_base.tools.form_page import form_page
from odoo.addons.g2p_suite_base.tools.typed import Unreadable
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools.forms import agreed_amount, parse_ids, plain
from .provider import PAGE_SIZE, ProviderController

# Longer than any code a person types, hyphens and spaces included.
TYPED_LENGTH = 40


class VoucherController(ProviderController):
    """Scan, verify, redeem."""

    @http.route("/provider/scan", type="http", auth="user", website=True)
    def provider_scan(self):
        """Ask for a voucher: camera, photo or typed code."""
        self._get_provider()
        kept = request.env["g2p.kept.form"]._of_request() or {}
        values = {"typed_code": kept.get("text", ""), "typed": kept}
        return self._render("g2p_service_provider.scan", "scan", values)

    @form_page("/provider/scan")
    @http.route("/provider/verify", type="http", auth="user", methods=["POST"], website=True)
    def provider_verify(self, text="", amount="", site_id=""):
        """Say whether the voucher is genuine and can be used here.

        An amount and a site come along where they were typed before the session ended.
        """
        provider = self._get_provider()
        text, amount, site_id = plain(text, amount, site_id)
        if not text.strip():
            error = request.env._("Type the code printed under the QR code first.")
            return self._render("g2p_service_provider.scan", "scan", {"error": error}, status=422)
        typed = {"amount": amount, "site_id": next(iter(parse_ids([site_id])), False)}
        return self._render_result(provider, text, typed if amount else None)

    @form_page("/provider/scan")
    @http.route("/provider/redeem", type="http", auth="user", methods=["POST"], website=True)
    def provider_redeem(
        self, text="", amount="", idempotency_key="", site_id="", pin="", confirmed=""
    ):
        """Show the amount as it was understood; once that is confirmed, redeem it.

        Refusals are shown with their reason.
        """
        provider = self._get_provider()
        sent = plain(text, amount, idempotency_key, site_id, pin, confirmed)
        text, amount, idempotency_key, site_id, pin, confirmed = sent
        typed = {"amount": amount, "site_id": next(iter(parse_ids([site_id])), False)}
        value = agreed_amount(confirmed)
        if not value:
            return self._render_question(provider, text, typed, idempotency_key)
        Voucher = request.env["g2p.voucher"]
        try:
            # Outside the savepoint: a wrong PIN is counted whatever comes after it.
            presence = Voucher.prove_presence(text, pin) if pin else {"ok": True, "proof": None}
            if not presence["ok"]:
                return self._render_result(provider, text, typed, presence["message"])
            with request.env.cr.savepoint():
                answer = Voucher.redeem(
                    text,
                    value,
                    idempotency_key,
                    site_id=typed["site_id"],
                    proof=presence["proof"],
                )
        except UserError as refusal:
            # Nothing was redeemed under the page's key: the next try gets a new one.
            typed["is_done"] = getattr(refusal, "code", "") == "idempotency_conflict"
            return self._render_result(provider, text, typed, str(refusal))
        return request.redirect(f"/provider/redemption/{answer['redemption_id']}")

    @http.route(
        "/provider/redemption/<int:redemption_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
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
        return self._render("g2p_service_provider.redemption", "redemptions", values)

    @http.route(
        ["/provider/redemptions", "/provider/redemptions/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def provider_redemptions(self, page=1):
        """List what was redeemed here, newest first."""
        own = self._own_domain(self._get_provider())
        Redemption = request.env["g2p.voucher.redemption"]
        pager = portal_pager(
            url="/provider/redemptions",
            total=Redemption.search_count(own),
            page=page,
            step=PAGE_SIZE,
        )
        redemptions = Redemption.search(
            own, limit=PAGE_SIZE, offset=pager["offset"], order="id desc"
        )
        values = {"redemptions": redemptions, "pager": pager}
        return self._render("g2p_service_provider.redemptions", "redemptions", values)

    # === HELPERS === #

    def _render_question(self, provider, text, typed, idempotency_key):
        """Ask whether the amount is the one that was meant: money is booked once."""
        result = request.env["g2p.voucher"].verify(text)
        currency = self._prepare_details(result["details"]).get("currency_id")
        if not currency or not result["usable"]:
            return self._render_result(provider, text, typed, result["message"], result)
        try:
            value = currency._read_typed(typed["amount"])
        except Unreadable as error:
            sentence = currency._sentence_typed(error)
            return self._render_result(provider, text, typed, sentence, result)
        if not value:
            sentence = request.env._("Enter the amount.")
            return self._render_result(provider, text, typed, sentence, result)
        question = {"value": value, "idempotency_key": idempotency_key}
        return self._render_result(provider, text, {**typed, **question}, result=result)

    def _render_result(self, provider, text, typed=None, error=None, result=None):
        """Render what verify() says of ``text``, with the form to redeem it."""
        result = result or request.env["g2p.voucher"].verify(text)
        typed = typed or {"site_id": self._get_last_site(provider).id}
        values = {
            "result": result,
            "details": self._prepare_details(result["details"]),
            "text": text,
            # What a person types is short; only a scanned payload is long.
            "typed_code": text if len(text) <= TYPED_LENGTH else "",
            "typed": typed,
            "error": error,
            "sites": self._get_sites(provider, result["details"]),
            # Made here, once per page: a repeated press is the same redemption.
            "idempotency_key": secrets.token_urlsafe(24),
        }
        status = 422 if error else 200
        return self._render("g2p_service_provider.result", "scan", values, status)

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
