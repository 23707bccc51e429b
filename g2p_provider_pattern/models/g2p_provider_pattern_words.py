from odoo import api, models

from ..const import SHARED, SHARES


class G2PProviderPattern(models.Model):
    """A pattern in words, in the language of the reader: only figures are stored."""

    _inherit = "g2p.provider.pattern"

    @api.depends("kind", "facts")
    @api.depends_context("lang")
    def _compute_words(self):
        explanations, rules = self._explanations(), self._return_rules()
        for pattern in self:
            pattern.figure = pattern._figure_of(pattern.facts)
            pattern.explanation = explanations.get(pattern.kind)
            pattern.return_rule = rules["shared" if pattern.kind in SHARED else "figure"]

    def _figure_of(self, facts):
        """The figure as a sentence.

        :param dict facts: of this pattern, now or at an earlier time
        """
        if not facts:
            return ""
        if self.kind in SHARES:
            return f"{self._share_in_words(facts)} {self._usual_in_words(facts)}"
        if self.kind in SHARED:
            return self._shared_in_words(facts)
        return self._price_in_words(facts)

    # === Shares === #

    def _share_in_words(self, facts):
        values = {
            "hits": facts["hits"],
            "count": facts["count"],
            "days": facts["days"],
            "share": self._percent(facts["hits"] / facts["count"]),
        }
        if self.kind == "reversals":
            return self.env._(
                "%(hits)s of %(count)s redemptions in %(days)s days were reversed, %(share)s.",
                **values,
            )
        if self.kind == "rejected":
            return self.env._(
                "%(hits)s of %(count)s decided claims of the last %(days)s days were rejected, "
                "%(share)s.",
                **values,
            )
        if self.kind == "hours":
            return self.env._(
                "%(hits)s of %(count)s redemptions in %(days)s days were made between %(since)s "
                "and %(until)s (%(zone)s), %(share)s.",
                since=self._clock(facts["hour_from"]),
                until=self._clock(facts["hour_to"]),
                zone=facts["zone"],
                **values,
            )
        return self.env._(
            "%(hits)s of %(count)s redemptions in %(days)s days took a whole voucher within "
            "%(minutes)s minutes of its issue, %(share)s.",
            minutes=facts["minutes"],
            **values,
        )

    def _usual_in_words(self, facts):
        if facts["usual"] is None:
            return self.env._("There are too few providers to say what is usual.")
        return self.env._("Usual: %(usual)s.", usual=self._percent(facts["usual"]))

    @api.model
    def _percent(self, share):
        """A share as text.

        It has one digit behind the point where it is low: 0.4 % is not 0 %.
        """
        return f"{share * 100:.{0 if share >= 0.1 else 1}f} %"

    @api.model
    def _clock(self, hour):
        """An hour as on a clock."""
        minutes = round(hour * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    # === Amounts === #

    def _price_in_words(self, facts):
        shown = {
            name: self.currency_id.format(facts[name])
            for name in ("middle", "low", "usual", "high")
        }
        return self.env._(
            "The middle amount of %(count)s vouchers for “%(covers)s” in %(days)s days is "
            "%(middle)s. At half of the %(providers)s providers compared it lies between %(low)s "
            "and %(high)s, in the middle %(usual)s.",
            count=facts["count"],
            covers=facts["covers"] or self.program_id.name,
            days=facts["days"],
            providers=facts["providers"],
            **shown,
        )

    # === What several providers share === #

    def _shared_in_words(self, facts):
        _ = self.env._
        sentences = {
            "account": _("Bank accounts: %(count)s."),
            "phone": _("Telephone numbers: %(count)s."),
            "email": _("E-mail addresses: %(count)s."),
            "person": _("Contacts: %(count)s."),
            "former": _("Of them, given up by one of the providers within 24 months: %(count)s."),
        }
        head = _(
            "These %(count)s providers have something in common.", count=len(facts["providers"])
        )
        parts = [
            sentences[what] % {"count": facts["shared"][what]}
            for what in sentences
            if facts["shared"].get(what)
        ]
        return " ".join([head, *parts])

    # === What it means === #

    @api.model
    def _explanations(self):
        """By kind: how it is counted, what it may mean, and a harmless reason."""
        _ = self.env._
        return {
            "reversals": _(
                "Redemptions of the period that were reversed later. It may mean that services are "
                "booked and taken back. It may also be a new clerk, or a slow network."
            ),
            "rejected": _(
                "Claims that were sent in the period and are decided. It may mean that claims are "
                "tried. It may also be a missing document, always the same."
            ),
            "hours": _(
                "Redemptions by the clock of the office. It may mean that vouchers are used "
                "without their holders. It may also be an emergency ward that is open at night."
            ),
            "quick": _(
                "Redemptions of the whole amount, minutes after the voucher was issued. It may "
                "mean that somebody in the office and the provider work together. It may also be "
                "that people wait at the provider for the decision."
            ),
            "prices": _(
                "The amount of each voucher at the provider, reversals deducted, compared with the "
                "other providers for vouchers of the same programme and purpose. It may mean that "
                "the voucher is used up and not the service paid. It may also be that the provider "
                "treats other cases."
            ),
            "account": _(
                "Providers that are paid into one account, now or within 24 months. It may mean "
                "that one of them exists on paper only. It may also be one owner, or one "
                "administration."
            ),
            "contact": _(
                "Providers with the same contact, telephone number or e-mail address. It may mean "
                "that one of them exists on paper only. It may also be one owner."
            ),
        }

    @api.model
    def _return_rules(self):
        """When a dismissed pattern comes back."""
        return {
            "figure": self.env._(
                "Once dismissed it comes back when it is half again as high as it was then, or "
                "when it still holds 366 days later: all its records are others by then."
            ),
            "shared": self.env._(
                "Once dismissed it comes back when another provider joins, or when they share more "
                "than they did then."
            ),
        }
