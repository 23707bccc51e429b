from odoo.http import request

from odoo.addons.g2p_reimbursement.models.g2p_reimbursement_claim import DEAD_STATES
from odoo.addons.g2p_reimbursement.tools.invoice import invoice_key
from odoo.addons.g2p_suite_base.tools import numbers, paging

from ..tools.forms import parse_day, parse_ids, plain
from .provider import ProviderController

# Redemptions on one page of the form, and the limit of one claim of everything listed.
ROWS, MOST_CLAIMED = 50, 2000
INVOICE = ("invoice_number", "invoice_date")
# Inputs that select the list, describe its former content, and claim all of it.
LISTING = ("program", "first_day", "last_day", "page", "listed", "everything")


class ClaimChoice(ProviderController):
    """Selection of redemptions for a new claim: ticked one by one, or all of a list.

    The page shows a limited number of rows. Ticks of other pages are kept in the form. "Everything"
    is searched again by the server, and must equal what the page showed.
    """

    def _read_typed(self, form):
        """The form's text inputs and the ticked ids; everything except its file.

        :param form: MultiDict, of this request or of one sent before the session ended
        """
        names = (*INVOICE, *LISTING)
        texts = dict(zip(names, plain(*map(form.get, names)), strict=True))
        # ticks of other pages are one value: werkzeug limits multipart forms to 1,000 values
        ticks = ",".join(form.getlist("redemption_ids")).split(",")
        return {"redemption_ids": parse_ids(ticks), **texts}

    def _check_days(self, typed):
        """Return {field: sentence} for invalid days."""
        sentence = request.env._("Choose the day in the calendar, or leave it empty.")
        names = ("first_day", "last_day")
        return {name: sentence for name in names if typed[name] and not parse_day(typed[name])}

    # === Redemptions to claim === #

    def _waiting_sudo(self):
        # sudo: portal users cannot read programmes; domains contain the user's own provider
        return request.env["g2p.voucher.redemption"].sudo()

    def _listed_domain(self, provider, typed):
        """Redemptions to claim, of the chosen programme and days."""
        waiting_sudo = self._waiting_sudo()
        program = numbers.whole(typed["program"])
        return [
            *waiting_sudo._get_claimable_domain(provider),
            *waiting_sudo._days_domain(
                provider.sudo().company_id,  # sudo: only its time zone
                parse_day(typed["first_day"]),
                parse_day(typed["last_day"]),
            ),
            *([("program_id", "=", program)] if program else []),
        ]

    def _sums(self, domain):
        """[(programme, currency, number, amount, highest id)] of the redemptions."""
        by, sums = ["program_id", "currency_id"], ["__count", "amount:sum", "id:max"]
        return self._waiting_sudo()._read_group(domain, by, sums)

    def _listed(self, sums):
        """A digest of everything listed, as text to compare; empty if it cannot be one claim."""
        if len(sums) != 1:
            return ""
        [(_program, currency, count, amount, up_to)] = sums
        return f"{count} {currency.round(amount):.3f} {up_to}" if count <= MOST_CLAIMED else ""

    # === Selection === #

    def _get_chosen(self, provider, typed):
        """Return (redemptions, {}), or (none, {field: sentence})."""
        Redemption = request.env["g2p.voucher.redemption"]
        if not typed["everything"]:
            own = [*self._own_domain(provider), ("id", "in", typed["redemption_ids"])]
            chosen = Redemption.search(own)
            why = request.env._("Choose the redemptions to claim.")
            return chosen, {} if chosen else {"redemption_ids": why}
        domain = self._listed_domain(provider, typed)
        # the sender has not seen redemptions made since the page was rendered
        domain.append(("id", "<=", numbers.whole(typed["listed"].rpartition(" ")[2]) or 0))
        if typed["listed"] and self._listed(self._sums(domain)) == typed["listed"]:
            return self._waiting_sudo().search(domain).sudo(False), {}
        why = request.env._(
            "The redemptions to claim have changed since you opened this page. Check the number "
            "and the total below, then send the claim again."
        )
        return Redemption, {"redemption_ids": why}

    def _find_sent(self, provider, typed):
        """Return the live claim that the same form created before; may be empty."""
        key = invoice_key(typed["invoice_number"])
        same = [("invoice_key", "=", key), ("state", "not in", DEAD_STATES)]
        claims = request.env["g2p.reimbursement.claim"]
        claim = claims.search([*self._own_domain(provider), *same], limit=1) if key else claims
        ids = claim.line_ids.redemption_id.ids
        if not ids:
            return claims
        if not typed["everything"]:
            return claim if set(ids) == set(typed["redemption_ids"]) else claims
        total = claim.currency_id.round(claim.amount_total)
        return claim if typed["listed"] == f"{len(ids)} {total:.3f} {max(ids)}" else claims

    # === The page === #

    def _prepare_list(self, provider, typed):
        """Return the page's values about the redemptions to claim."""
        domain = self._listed_domain(provider, typed)
        sums = self._sums(domain)
        count = sum(row[2] for row in sums)
        page, pages, before = paging.which(typed["page"], count, ROWS)
        # sudo: as in _waiting_sudo; the rows are read with the staff's rights
        rows = self._waiting_sudo().search(domain, limit=ROWS, offset=before).sudo(False)
        return {
            "claimable": rows,
            "elsewhere": self._ticked_elsewhere(provider, typed, rows),
            "sums": sums,
            "count": count,
            "at_page": page,
            "pages": pages,
            "listed": self._listed(sums) if pages > 1 else "",
            "most": MOST_CLAIMED,
            "programs": self._programs(provider),
        }

    def _page_of(self, records, domain, text):
        """Return one page of the records, in order of creation, and the page's numbers."""
        page, pages, before = paging.which(text, records.search_count(domain), ROWS)
        found = records.search(domain, order="id", limit=ROWS, offset=before)
        return found, {"at_page": page, "pages": pages}

    def _ticked_elsewhere(self, provider, typed, rows):
        """Return the ticked redemptions to claim that are not among the rows."""
        others = set(typed["redemption_ids"]) - set(rows.ids)
        waiting_sudo = self._waiting_sudo()
        mine = waiting_sudo._get_claimable_domain(provider)
        return waiting_sudo.search([*mine, ("id", "in", list(others))]).sudo(False)

    def _programs(self, provider):
        """Return the programmes of all redemptions to claim."""
        waiting_sudo = self._waiting_sudo()
        mine = waiting_sudo._get_claimable_domain(provider)
        groups = waiting_sudo._read_group(mine, ["program_id"])
        return [program for (program,) in groups]
