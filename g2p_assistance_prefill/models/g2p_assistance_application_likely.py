from collections import Counter

from odoo import models

#: number of countries listed first, and of the latest applications that determine them
LIKELY_COUNTRIES, LIKELY_AMONG = 3, 500


class G2PAssistanceApplication(models.Model):
    """The likely answers among many come first."""

    _inherit = "g2p.assistance.application"

    def _portal_choices(self, question):
        choices, likely = super()._portal_choices(question)
        if question.kind != "country":
            return choices, likely
        countries = self._likely_countries()
        first = [(country.id, country[question.shown]) for country in countries]
        return [*first, *(one for one in choices if one not in first)], countries[:1].id

    def _likely_countries(self):
        """The office's country, then the most frequent ones of its latest applications."""
        application_sudo = self._check_own()
        company = application_sudo.company_id
        asked = [
            ("company_id", "=", company.id),
            ("country_id", "!=", False),
            ("date_submitted", "!=", False),
        ]
        latest = application_sudo.search_read(
            asked, ["country_id"], limit=LIKELY_AMONG, order="id desc", load=None
        )
        counted = Counter(row["country_id"] for row in latest).most_common(LIKELY_COUNTRIES)
        return company.country_id.union(company.country_id.browse(dict(counted)))
