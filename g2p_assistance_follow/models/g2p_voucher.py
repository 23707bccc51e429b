import itertools

from odoo import models

from odoo.addons.g2p_suite_base.tools import moments
from odoo.addons.g2p_suite_base.tools.timeline import entry

#: states in which a voucher has ended without being used up
ENDED = ("revoked", "cancelled", "expired")


class G2PVoucher(models.Model):
    """The ways of a voucher in plain words, for its holder."""

    _inherit = "g2p.voucher"

    def _timeline_for_holder(self):
        """Entries of a timeline: issue, replacements, each use, its end; under sudo.

        Reasons that officers enter for colleagues are not repeated.
        """
        rows = []
        if self.date_issued:
            rows.append(entry(self.date_issued, self.env._("Your voucher is ready"), self._worth()))
        rows += [self._entry_of_use(line) for line in self.redemption_ids.sorted("id")]
        for event in self.event_ids.sorted("id"):
            rows += self._entries_of_event(event)
        return rows

    def _worth(self):
        return self.env._(
            "%(number)s: %(amount)s, until %(date)s.",
            number=self.name,
            amount=self.currency_id.format(self.amount),
            date=moments.day(self.env, self.valid_until),
        )

    def _entry_of_use(self, line):
        words = {
            "amount": self.currency_id.format(abs(line.amount)),
            "place": self._place_of(line),
            "left": self.currency_id.format(line.balance_after),
        }
        if line.reversal_of_id:
            text = self.env._(
                "%(amount)s at %(place)s is yours again. %(left)s is left on the voucher.", **words
            )
            return entry(line.date, self.env._("A use of your voucher was reversed"), text)
        text = self.env._("%(amount)s at %(place)s. %(left)s is left on the voucher.", **words)
        return entry(line.date, self.env._("Your voucher was used"), text)

    def _place_of(self, line):
        provider, site = line.provider_id.name, line.site_id.name
        return f"{provider}, {site}" if site and site != provider else provider

    def _entries_of_event(self, event):
        if event in self._reissues():
            text = self.env._(
                "The earlier copy, on paper or on a phone, is no longer accepted. Use the new one "
                "on this page."
            )
            text = self._with_cause(event, text)
            return [entry(event.date, self.env._("Your voucher was replaced"), text)]
        if event.state_to not in ENDED or event.state_to == event.state_from:
            return []  # nothing new: holds of an expired voucher ended, or a use was reversed
        return [self._entry_of_end(event)]

    def _reissues(self):
        """The events that gave a new copy: made with it, for the reason that ended the former one.

        Others leave the voucher issued too: a print, a link, a new PIN, a lock after wrong PINs."""
        copies = self.copy_ids.sorted("number")
        made = {(new.create_date, old.reason) for old, new in itertools.pairwise(copies)}
        return self.event_ids.filtered(
            lambda event: (
                event.state_from == event.state_to == "issued"
                and (event.create_date, event.reason) in made
            )
        )

    def _with_cause(self, event, text):
        """The sentence with the office's text for the person before it."""
        causes = event._fields["cause"]._description_selection(self.env)
        cause = dict(causes).get(event.cause)
        return f"{cause} {text}" if cause else text

    def _entry_of_end(self, event):
        if event.state_to == "expired":
            title = self.env._("Your voucher has expired")
            text = self.env._(
                "%(left)s was not used in time. If you still need help, apply again or ask the "
                "office.",
                left=self.currency_id.format(self.amount_available),
            )
        elif event.user_id == self.application_id.applicant_user_id:
            title = self.env._("You gave your voucher back")
            text = self.env._("No provider accepts it any more.")
        else:
            title = self.env._("The office ended your voucher")
            text = self.env._(
                "No provider accepts %(number)s any more. Ask the office for the reason and for "
                "what you can do; give this number.",
                number=self.name,
            )
            text = self._with_cause(event, text)
        return entry(event.date, title, text, "stop")
