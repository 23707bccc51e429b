import psycopg2
from werkzeug.datastructures import MultiDict

from odoo.http import request

from odoo.addons.g2p_document_store.exceptions import DocumentRefused
from odoo.addons.g2p_reimbursement.exceptions import InvoiceKnown
from odoo.addons.g2p_suite_page.controllers.portal_page import show_page, take_form

from ..tools.forms import is_number, parse_date, plain
from .claim_choice import INVOICE, LISTING, ClaimChoice

MODEL = "g2p.reimbursement.claim"
# Limits of the text and the ticks that are shown again with an error: longer than any invoice
# number or date, and than most claims.
TYPED_LENGTH, MOST_CHOSEN = 200, 2000


class ClaimController(ClaimChoice):
    """Pages to claim redemptions and to follow claims until they are paid."""

    @show_page(["/provider/claims", "/provider/claims/page/<int:page>"], readonly=True)
    def provider_claims(self, page=1):
        """List the provider's claims, newest first."""
        provider = self._get_provider()
        own = self._own_domain(provider)
        claims, pager = self._list_own(MODEL, provider, "/provider/claims", page)
        Redemption = request.env["g2p.voucher.redemption"]
        values = {
            "claims": claims,
            "claimable": Redemption.search_count(Redemption._get_claimable_domain(provider)),
            "redeemed": Redemption.search_count(own, limit=1),
            "pager": pager,
        }
        return self._render_framed("g2p_service_provider.claims", "claims", values)

    @show_page("/provider/claims/new")
    def provider_claim_new(self, redemption="", again=""):
        """Ask for the redemptions and the invoice of a new claim; `again` is the key of a form to
        show again: with another page of the list, or with errors."""
        provider, sent = self._get_provider(), self._find_kept("new", again)
        if sent:
            return self._render_new(provider, sent["typed"], sent["errors"])
        kept = request.env["g2p.kept.form"]._of_request()
        return self._render_new(
            provider, self._read_typed(kept or MultiDict({"redemption_ids": plain(redemption)[0]}))
        )

    @take_form("/provider/claims/list", of="/provider/claims/new")
    def provider_claim_list(self, turn="", **_form):
        """Show page `turn` of the redemptions, or those of a programme and some days; ticks and
        text are kept."""
        self._get_provider()
        typed = self._read_typed(request.httprequest.form)
        return self._ask_again("new", {**typed, "page": plain(turn)[0]}, self._check_days(typed))

    @take_form("/provider/claims/create", of="/provider/claims/new")
    def provider_claim_create(  # noqa: PLR0913 (exactly the fields of the form)
        self,
        redemption_ids=None,
        everything="",
        listed="",
        program="",
        first_day="",
        last_day="",
        page="",
        invoice_number="",
        invoice_date="",
        invoice_file=None,
    ):
        """Create and submit a claim; with errors, show the form again with its input."""
        provider = self._get_provider()
        # the form, since parameters contain only the first value of each name
        typed = self._read_typed(request.httprequest.form)
        errors = self._check_invoice(typed, invoice_file)
        claim = None if errors else self._find_sent(provider, typed)
        if not claim:
            redemptions, wrong = self._get_chosen(provider, typed)
            errors = {**errors, **wrong}
        if errors:
            return self._ask_again("new", typed, errors)
        if not claim:
            invoice = self._read_invoice(typed, invoice_file)
            create = request.env[MODEL]._portal_create
            claim, errors = self._try_claim(create, redemptions, *invoice)
        if errors:
            return self._ask_again("new", typed, errors)
        return request.redirect(f"/provider/claims/{claim.public_id}?sent=1")

    @show_page("/provider/claims/<string:public_id>")
    def provider_claim(self, public_id, sent="", again="", page=""):
        """Show one claim: its status, its redemptions (`page` by page) and its payment."""
        claim, refused = self._find_claim(public_id), self._find_kept(public_id, again)
        if refused and refused["state"] == claim.state:  # else outdated
            return self._render_claim(claim, refused["typed"], refused["errors"])
        kept = request.env["g2p.kept.form"]._of_request()
        typed = kept and self._read_kept_invoice(kept)
        return self._render_claim(claim, typed, sent=bool(sent), page=plain(page)[0])

    @take_form("/provider/claims/<string:public_id>/resubmit", of="/provider/claims/{public_id}")
    def provider_claim_resubmit(
        self, public_id, invoice_number="", invoice_date="", invoice_file=None
    ):
        """Send a returned claim again."""
        claim = self._find_claim(public_id)
        invoice_number, invoice_date = plain(invoice_number, invoice_date)
        typed = {"invoice_number": invoice_number, "invoice_date": invoice_date}
        errors = self._check_invoice(typed, invoice_file, file_required=False)
        if errors:
            return self._ask_again(public_id, typed, errors, claim.state)
        invoice = self._read_invoice(typed, invoice_file)
        _answer, errors = self._try_claim(claim._portal_resubmit, *invoice)
        if errors:
            return self._ask_again(public_id, typed, errors, claim.state)
        return request.redirect(f"/provider/claims/{public_id}?sent=1")

    @take_form("/provider/claims/<string:public_id>/withdraw", of="/provider/claims/{public_id}")
    def provider_claim_withdraw(self, public_id):
        """Withdraw a claim that is not decided yet."""
        claim = self._find_claim(public_id)
        _answer, errors = self._try_claim(claim._portal_withdraw)
        if errors:
            return self._ask_again(public_id, None, errors, claim.state)
        return request.redirect(f"/provider/claims/{public_id}")

    # === HELPERS === #

    def _read_kept_invoice(self, kept):
        """The invoice's inputs typed before the session ended."""
        return {name: kept.get(name, "") for name in ("invoice_number", "invoice_date")}

    def _ask_again(self, page, typed, errors, state=""):
        """Redirect to the form, which shows its input and errors."""
        cut = self._cut(typed) if typed else None
        if cut and cut.get("redemption_ids") != typed.get("redemption_ids"):
            errors = {**errors, "redemption_ids": self._too_many()}
        refused = {"typed": cut, "errors": errors, "state": state}
        word = self._keep(page, refused)
        if not word:
            return self._show_again(page, typed, errors)
        return request.redirect(f"/provider/claims/{page}?again={word}")

    def _show_again(self, page, typed, errors):
        """Render the form directly, if its input cannot be kept."""
        if page == "new":
            return self._render_new(self._get_provider(), typed, errors)
        return self._render_claim(self._find_claim(page), typed, errors)

    def _too_many(self):
        return request.env._(
            "Only the first %(count)s ticked redemptions are kept. Claim these first, or choose "
            "days and claim everything listed.",
            count=MOST_CHOSEN,
        )

    def _cut(self, typed):
        """The input, cut to the length that a page shows again."""
        return {
            name: value[: TYPED_LENGTH if isinstance(value, str) else MOST_CHOSEN]
            for name, value in typed.items()
        }

    def _find_claim(self, public_id):
        provider = self._get_provider()
        return self._find_own(MODEL, provider, [("public_id", "=", public_id)])

    def _check_invoice(self, typed, invoice_file, file_required=True):
        """Return {field: sentence} for missing or invalid inputs."""
        env, errors = request.env, {}
        if not is_number(typed["invoice_number"]):
            errors["invoice_number"] = env._("Enter the number printed on the invoice.")
        if not parse_date(typed["invoice_date"]):
            errors["invoice_date"] = env._("Enter the date printed on the invoice.")
        if file_required and not getattr(invoice_file, "filename", None):
            errors["invoice_file"] = env._("Add the invoice as a PDF or a photo.")
        return errors

    def _read_invoice(self, typed, invoice_file):
        """Return number, date, file name and content, as the model expects them."""
        named = getattr(invoice_file, "filename", None)  # a text input in its place is no file
        return (
            typed["invoice_number"],
            parse_date(typed["invoice_date"]),
            named or None,
            invoice_file.read() if named else None,
        )

    def _try_claim(self, method, *args):
        """Return (answer, {}), or (None, {field: sentence}) with everything rolled back."""
        try:
            answer, refusal = self._try(method, *args)
            return answer, self._read_refusal(refusal) if refusal else {}
        except psycopg2.IntegrityError:
            # A race that locks cannot prevent: a unique index decided it.
            sentence = request.env._(
                "A colleague sent the same redemption or invoice at the same moment. Check your "
                "claims first."
            )
            return None, {"claim": sentence}

    def _read_refusal(self, refusal):
        """Return {field: sentence}; log a repeated invoice on its first claim."""
        if isinstance(refusal, InvoiceKnown):
            known = request.env[MODEL].browse(refusal.claim_id)
            known._log_refused_invoice(request.params.get("invoice_number"))
        field = "invoice_file" if isinstance(refusal, DocumentRefused) else "claim"
        return {field: str(refusal)}

    def _get_max_size_mb(self):
        # sudo: staff have no access to settings; the page shows this limit
        Kind = request.env["g2p.document.type"].sudo()
        return Kind.search([("code", "=", "invoice")], limit=1).max_size_mb

    def _render_new(self, provider, typed, errors=None):
        typed = {**dict.fromkeys((*INVOICE, *LISTING), ""), **typed}
        values = self._prepare_list(provider, typed)
        is_only_one = values["count"] == 1 and not any(typed[name] for name in LISTING)
        if is_only_one and not errors:
            typed = {**typed, "redemption_ids": values["claimable"].ids}
        values |= {
            "typed": typed,
            "errors": errors or {},
            "max_size_mb": self._get_max_size_mb(),
        }
        status = 422 if errors else 200
        return self._render_framed("g2p_service_provider.claim_new", "claims", values, status)

    def _render_claim(self, claim, typed=None, errors=None, sent=False, page=""):
        timeline = claim._portal_timeline()
        said = [row for row in timeline if row["state"] != "now"]
        lines = request.env["g2p.reimbursement.claim.line"]
        shown, pages = self._page_of(lines, [("claim_id", "=", claim.id)], page)
        values = {
            **pages,
            "redemptions": shown.redemption_id,
            "claim": claim,
            "timeline": timeline,
            # The officer's last question, shown above the form that answers it.
            "question": next((row["text"] for row in reversed(said) if row["text"]), ""),
            "typed": typed
            or {
                "invoice_number": claim.invoice_number,
                "invoice_date": claim.invoice_date,
            },
            "errors": errors or {},
            "max_size_mb": self._get_max_size_mb(),
            "sent": sent,
        }
        status = 422 if errors else 200
        return self._render_framed("g2p_service_provider.claim", "claims", values, status)
