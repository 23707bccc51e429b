import psycopg2
from werkzeug.datastructures import MultiDict

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.g2p_document_store.exceptions import DocumentRefused
from odoo.addons.g2p_reimbursement.exceptions import InvoiceKnown
from odoo.addons.g2p_reimbursement.tools.invoice import invoice_key
from odoo.addons.g2p_suite_base.tools.form_page import form_page
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools.forms import is_number, parse_date, parse_ids, plain
from .provider import PAGE_SIZE, ProviderController

MODEL = "g2p.reimbursement.claim"
# Longer than any number or date of an invoice, and than any list of redemptions, that is shown
# again with what is wrong with it.
TYPED_LENGTH, MOST_CHOSEN = 200, 2000


class ClaimController(ProviderController):
    """Claim the money of redemptions, follow the claim until it is paid."""

    @http.route(
        ["/provider/claims", "/provider/claims/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def provider_claims(self, page=1):
        """List the provider's claims, newest first."""
        provider = self._get_provider()
        own = self._own_domain(provider)
        Claim = request.env[MODEL]
        pager = portal_pager(
            url="/provider/claims",
            total=Claim.search_count(own),
            page=page,
            step=PAGE_SIZE,
        )
        values = {
            "claims": Claim.search(own, limit=PAGE_SIZE, offset=pager["offset"]),
            "claimable": request.env["g2p.voucher.redemption"]._get_claimable(provider),
            "redeemed": request.env["g2p.voucher.redemption"].search_count(own, limit=1),
            "pager": pager,
        }
        return self._render("g2p_service_provider.claims", "claims", values)

    @http.route("/provider/claims/new", type="http", auth="user", website=True)
    def provider_claim_new(self, redemption="", again=""):
        """Ask for the redemptions and the invoice of a new claim; `again` names what was sent
        and has to be corrected."""
        provider, sent = self._get_provider(), self._find_kept("new", again)
        if sent:
            return self._render_new(provider, sent["typed"], sent["errors"])
        kept = request.env["g2p.kept.form"]._of_request() or MultiDict()
        chosen = kept.getlist("redemption_ids") or plain(redemption)
        typed = {**self._read_kept_invoice(kept), "redemption_ids": parse_ids(chosen)}
        return self._render_new(provider, typed)

    @form_page("/provider/claims/new")
    @http.route(
        "/provider/claims/create",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def provider_claim_create(
        self, redemption_ids=None, invoice_number="", invoice_date="", invoice_file=None
    ):
        """Make and submit a claim; errors keep what was typed."""
        provider = self._get_provider()
        # the parameter holds the first one only
        posted = request.httprequest.form.getlist("redemption_ids")
        invoice_number, invoice_date = plain(invoice_number, invoice_date)
        typed = {
            "redemption_ids": parse_ids(posted),
            "invoice_number": invoice_number,
            "invoice_date": invoice_date,
        }
        redemptions = self._get_chosen(provider, typed["redemption_ids"])
        errors = self._check_invoice(typed, invoice_file)
        if not redemptions:
            errors["redemption_ids"] = request.env._("Choose what you claim.")
        if errors:
            return self._ask_again("new", typed, errors)
        invoice = self._read_invoice(typed, invoice_file)
        claim = self._find_sent(provider, redemptions, invoice_number)
        if not claim:
            claim, errors = self._try(request.env[MODEL]._portal_create, redemptions, *invoice)
        if errors:
            return self._ask_again("new", typed, errors)
        return request.redirect(f"/provider/claims/{claim.public_id}?sent=1")

    @http.route(
        "/provider/claims/<string:public_id>",
        type="http",
        auth="user",
        website=True,
    )
    def provider_claim(self, public_id, sent="", again=""):
        """Show one claim: where it stands, what it holds, when it was paid."""
        claim, refused = self._find_claim(public_id), self._find_kept(public_id, again)
        if refused and refused["state"] == claim.state:  # else it went on since
            return self._render_claim(claim, refused["typed"], refused["errors"])
        kept = request.env["g2p.kept.form"]._of_request()
        return self._render_claim(claim, kept and self._read_kept_invoice(kept), sent=bool(sent))

    @form_page("/provider/claims/{public_id}")
    @http.route(
        "/provider/claims/<string:public_id>/resubmit",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
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
        _answer, errors = self._try(claim._portal_resubmit, *invoice)
        if errors:
            return self._ask_again(public_id, typed, errors, claim.state)
        return request.redirect(f"/provider/claims/{public_id}?sent=1")

    @form_page("/provider/claims/{public_id}")
    @http.route(
        "/provider/claims/<string:public_id>/withdraw",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def provider_claim_withdraw(self, public_id):
        """Withdraw a claim that is not decided yet."""
        claim = self._find_claim(public_id)
        _answer, errors = self._try(claim._portal_withdraw)
        if errors:
            return self._ask_again(public_id, None, errors, claim.state)
        return request.redirect(f"/provider/claims/{public_id}")

    # === HELPERS === #

    def _read_kept_invoice(self, kept):
        """What was typed of an invoice before the session ended."""
        return {name: kept.get(name, "") for name in ("invoice_number", "invoice_date")}

    def _ask_again(self, page, typed, errors, state=""):
        """Lead to the form with what was typed and what is wrong with it."""
        cut = self._cut(typed) if typed else None
        refused = {"typed": cut, "errors": errors, "state": state}
        word = self._keep(page, refused)
        if not word:
            return self._show_again(page, typed, errors)
        return request.redirect(f"/provider/claims/{page}?again={word}")

    def _show_again(self, page, typed, errors):
        """The form at once, where nothing can be kept."""
        if page == "new":
            return self._render_new(self._get_provider(), typed, errors)
        return self._render_claim(self._find_claim(page), typed, errors)

    def _cut(self, typed):
        """As much of what was typed as a page shows again."""
        return {
            name: value[: TYPED_LENGTH if isinstance(value, str) else MOST_CHOSEN]
            for name, value in typed.items()
        }

    def _find_claim(self, public_id):
        provider = self._get_provider()
        return self._find_own(MODEL, provider, [("public_id", "=", public_id)])

    def _get_chosen(self, provider, redemption_ids):
        """Return those of the ids that this provider redeemed."""
        domain = [*self._own_domain(provider), ("id", "in", redemption_ids)]
        return request.env["g2p.voucher.redemption"].search(domain)

    def _find_sent(self, provider, redemptions, invoice_number):
        """Return the live claim that a first press of the same form made, or nothing."""
        claim = redemptions.claim_line_ids.filtered("is_live").claim_id
        same = (
            len(claim) == 1
            and claim.line_ids.redemption_id == redemptions
            and claim.invoice_key == invoice_key(invoice_number)
        )
        return claim if same else claim.browse()

    def _check_invoice(self, typed, invoice_file, file_required=True):
        """Return {field: sentence} for what is missing or unreadable."""
        env, errors = request.env, {}
        if not is_number(typed["invoice_number"]):
            errors["invoice_number"] = env._("Give the number printed on the invoice.")
        if not parse_date(typed["invoice_date"]):
            errors["invoice_date"] = env._("Give the date printed on the invoice.")
        if file_required and not getattr(invoice_file, "filename", None):
            errors["invoice_file"] = env._("Add the invoice as a PDF or a photo.")
        return errors

    def _read_invoice(self, typed, invoice_file):
        """Return number, date, file name and bytes, as the model takes them."""
        named = getattr(invoice_file, "filename", None)  # text in its place is no file
        return (
            typed["invoice_number"],
            parse_date(typed["invoice_date"]),
            named or None,
            invoice_file.read() if named else None,
        )

    def _try(self, method, *args):
        """Return (answer, {}), or (None, {field: sentence}) with nothing half done."""
        try:
            with request.env.cr.savepoint():
                return method(*args), {}
        except DocumentRefused as refusal:
            return None, {"invoice_file": str(refusal)}
        except InvoiceKnown as refusal:
            known = request.env[MODEL].browse(refusal.claim_id)
            known._note_refused(request.params.get("invoice_number"))
            return None, {"claim": str(refusal)}
        except UserError as refusal:
            return None, {"claim": str(refusal)}
        except psycopg2.IntegrityError:
            # The race that a lock can not see: a unique index decided it.
            sentence = request.env._(
                "Somebody of your facility sent the same redemption or invoice at the "
                "same moment. Look at your claims first."
            )
            return None, {"claim": sentence}

    def _get_max_size_mb(self):
        # sudo: staff have no access to settings; this one is printed beside the field
        Kind = request.env["g2p.document.type"].sudo()
        return Kind.search([("code", "=", "invoice")], limit=1).max_size_mb

    def _render_new(self, provider, typed, errors=None):
        claimable = request.env["g2p.voucher.redemption"]._get_claimable(provider)
        if len(claimable) == 1 and not errors:
            typed = {**typed, "redemption_ids": claimable.ids}
        values = {
            "claimable": claimable,
            "typed": typed,
            "errors": errors or {},
            "max_size_mb": self._get_max_size_mb(),
        }
        status = 422 if errors else 200
        return self._render("g2p_service_provider.claim_new", "claims", values, status)

    def _render_claim(self, claim, typed=None, errors=None, sent=False):
        timeline = claim._portal_timeline()
        values = {
            "claim": claim,
            "timeline": timeline,
            # What the officer asked last, read before the form that answers it.
            "question": next((entry["text"] for entry in reversed(timeline) if entry["text"]), ""),
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
        return self._render("g2p_service_provider.claim", "claims", values, status)
