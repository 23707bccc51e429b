import secrets
from datetime import timedelta

from odoo import fields
from odoo.http import request

from odoo.addons.g2p_suite_page.controllers.portal_page import show_page, take_form

from ..tools.forms import agreed_amount, plain
from .provider import PAGE_SIZE
from .vouchers import KEY_LENGTH, VoucherController

MODEL = "g2p.voucher.hold"
# How long the page warns of a hold that the office ended.
WARNED = timedelta(days=14)


class HoldController(VoucherController):
    """Pages to hold an amount of a voucher before treating, and to redeem or release it."""

    @take_form("/provider/hold", of="/provider/scan")
    def provider_hold(
        self, text="", amount="", idempotency_key="", site_id="", pin="", confirmed=""
    ):
        """Show the amount as it was read; hold it once it is confirmed."""
        provider = self._get_provider()
        sent = plain(text, amount, idempotency_key, site_id, pin, confirmed)
        text, amount, idempotency_key, site_id, pin, confirmed = sent
        typed = {**self._read_redemption(amount, site_id), "is_hold": True}
        value = agreed_amount(confirmed)
        if not value:
            return self._ask(provider, text, typed, idempotency_key)
        return self._redeem(text, typed, value, idempotency_key, pin)

    @show_page(["/provider/held", "/provider/held/page/<int:page>"], readonly=True)
    def provider_holds(self, page=1):
        """List what the provider holds, the next to end first, and what ended lately."""
        provider = self._get_provider()
        holds, pager = self._list_own(
            *(MODEL, provider, "/provider/held", page, "until, id"), domain=self._held_domain()
        )
        ended = [*self._own_domain(provider), ("state", "!=", "held")]
        values = {
            "holds": holds,
            "pager": pager,
            "ended": request.env[MODEL].search(ended, limit=PAGE_SIZE),
            "stopped": self._count_stopped(provider),
        }
        return self._render_framed("g2p_service_provider.holds", "held", values)

    @show_page("/provider/held/<int:hold_id>", readonly=True)
    def provider_held(self, hold_id):
        """Show one hold, with what can be done."""
        return self._render_hold(self._find_hold(hold_id))

    @take_form("/provider/held/<int:hold_id>/redeem", of="/provider/held/{hold_id}")
    def provider_held_redeem(
        self, hold_id, amount="", idempotency_key="", site_id="", confirmed=""
    ):
        """Show the amount as it was read; redeem it once it is confirmed.

        By the hold and at most its amount: no page tells the voucher's code to those who have not
        seen the paper.
        """
        hold = self._find_hold(hold_id)
        amount, key, site_id, confirmed = plain(amount, idempotency_key, site_id, confirmed)
        typed = {**self._read_redemption(amount, site_id), "key": key}
        value = agreed_amount(confirmed)
        if not value:
            return self._ask_held(hold, typed)
        answer, refusal = self._try(hold._redeem_held, value, key, site_id=typed["site_id"])
        if refusal:
            return self._render_hold(hold, str(refusal), typed={**typed, "key": ""})
        return request.redirect(f"/provider/redemption/{answer['redemption_id']}")

    @take_form("/provider/held/<int:hold_id>/release", of="/provider/held/{hold_id}")
    def provider_held_release(self, hold_id):
        """Release the hold, and show it."""
        hold = self._find_hold(hold_id)
        _done, refusal = self._try(hold.action_release)
        if refusal:
            return self._render_hold(hold, str(refusal))
        return request.redirect(f"/provider/held/{hold.id}")

    # === HELPERS === #

    def _ask_held(self, hold, typed):
        """Ask to confirm the amount, since a redemption is final."""
        if not hold._is_live():
            return request.redirect(f"/provider/held/{hold.id}")
        value, error = self._read_money(hold.currency_id, typed["amount"])
        if value and hold.currency_id.compare_amounts(value, hold.amount) > 0:
            error = hold._sentence_excess()
        return self._render_hold(hold, error, typed={**typed, "value": not error and value})

    def _get_step(self, typed):
        if typed.get("is_hold"):
            return request.env["g2p.voucher"].hold_amount
        return super()._get_step(typed)

    def _get_outcome(self, typed, answer):
        if typed.get("is_hold"):
            return f"/provider/held/{answer['hold_id']}"
        return super()._get_outcome(typed, answer)

    def _find_former(self, provider, typed, key):
        if not typed.get("is_hold"):
            return super()._find_former(provider, typed, key)
        # sudo: portal users cannot read keys; this one came from their own page
        holds_sudo = request.env[MODEL].sudo()
        same = [*self._own_domain(provider), ("idempotency_key", "=", key)]
        return holds_sudo.search(same, limit=1).sudo(False) if key else holds_sudo

    def _find_hold(self, hold_id):
        return self._find_own(MODEL, self._get_provider(), [("id", "=", hold_id)])

    def _held_domain(self):
        return [("state", "=", "held")]

    def _count_stopped(self, provider):
        """Return the number of holds that the office ended lately, for a warning."""
        since = fields.Datetime.now() - WARNED
        stopped = [("is_ended_by_office", "=", True), ("date_end", ">=", since)]
        return request.env[MODEL].search_count([*self._own_domain(provider), *stopped])

    def _render_hold(self, hold, error=None, typed=None):
        """Render a hold; with ``typed``, the form to redeem it as it was sent."""
        hold.invalidate_recordset()
        # sudo: staff can read only their own rows; the scanned page showed these values too
        hold_sudo = hold.sudo()
        values = {
            "hold": hold,
            "error": error,
            "is_live": hold._is_live(),
            "hold_sudo": hold_sudo,
            "is_redeeming": typed is not None,
            **self._prepare_form(hold_sudo, typed or {"site_id": hold.site_id.id}),
        }
        status = 422 if error else 200
        return self._render_framed("g2p_service_provider.hold", "held", values, status)

    def _prepare_form(self, hold_sudo, typed):
        """Return the values of the form to redeem a hold."""
        key = typed.get("key")
        program = {"program_id": hold_sudo.program_id.id}
        return {
            "typed": typed,
            "sites": self._get_sites(hold_sudo.provider_id, program),
            # As of the check of a voucher: a repeated press is the same redemption.
            "idempotency_key": key if key and len(key) <= KEY_LENGTH else secrets.token_urlsafe(24),
        }
