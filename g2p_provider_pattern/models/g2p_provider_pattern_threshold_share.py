from odoo import models
from odoo.tools import SQL

from ..const import MOST_KEPT
from ..tools import unusual


class G2PProviderPatternThreshold(models.Model):
    """Shares: how many of a provider's redemptions or claims are of some kind.

    A kind is one query of rows (id, provider_id, hit); two statements search it, however many rows,
    providers and patterns there are.
    """

    _inherit = "g2p.provider.pattern.threshold"

    def _find_shares(self):
        """Providers whose share is high, in itself and against the others."""
        lines = getattr(self, f"_lines_{self.kind}")()
        rows = self._share_rows(lines)
        usual = unusual.usual_share([row[1:] for row in rows], self.least_providers)
        high = [row for row in rows if self._is_high(*row[1:], usual)]
        records = self._hits(lines, [row[0] for row in high])
        name = "claims" if self.kind == "rejected" else "redemptions"
        return [
            {
                "key": str(provider_id),
                "providers": [provider_id],
                "level": hits / count,
                "facts": self._share_facts(count, hits, usual),
                name: records[provider_id],
            }
            for provider_id, count, hits in high
        ]

    def _is_high(self, count, hits, usual):
        is_high = unusual.is_high_share(count, hits, self.percent, usual, self.times)
        return hits >= self.least_hits and is_high

    def _share_facts(self, count, hits, usual):
        facts = {"count": count, "hits": hits, "usual": usual, "days": self.days}
        if self.kind == "hours":
            zone = self.company_id._office_zone()
            facts.update(hour_from=self.hour_from, hour_to=self.hour_to, zone=zone)
        if self.kind == "quick":
            facts["minutes"] = self.minutes
        return facts

    def _share_rows(self, lines):
        """Rows (provider id, number, hits) of the providers with enough of them."""
        query = """
            SELECT provider_id, count(*), count(*) FILTER (WHERE hit)
            FROM (%s) AS line GROUP BY provider_id HAVING count(*) >= %s ORDER BY provider_id
        """
        return self._rows(SQL(query, lines, self.least_count))

    def _hits(self, lines, provider_ids):
        """{provider id: ids of its hits, the newest first}."""
        query = """
            SELECT provider_id, (array_agg(id ORDER BY id DESC))[1:%s]
            FROM (%s) AS line WHERE hit AND provider_id = ANY(%s) GROUP BY provider_id
        """
        if not provider_ids:
            return {}
        return dict(self._rows(SQL(query, MOST_KEPT, lines, provider_ids)))

    # === One query per kind === #

    def _lines_reversals(self):
        """Redemptions of the period; a hit was reversed."""
        query = """
            SELECT r.id, r.provider_id, b.id IS NOT NULL AS hit
            FROM g2p_voucher_redemption r LEFT JOIN g2p_voucher_redemption b
                ON b.reversal_of_id = r.id AND b.reversal_of_id IS NOT NULL
            WHERE r.reversal_of_id IS NULL AND %s
        """
        return SQL(query, self._in_period())

    def _lines_hours(self):
        """Redemptions of the period; a hit was made at an unusual hour of the office."""
        join = SQL("AND") if self.hour_from < self.hour_to else SQL("OR")
        query = """
            SELECT r.id, r.provider_id, clock.hour >= %s %s clock.hour < %s AS hit
            FROM g2p_voucher_redemption r
            CROSS JOIN LATERAL (
                SELECT EXTRACT(EPOCH FROM (r.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::time) / 3600
                    AS hour
            ) AS clock
            WHERE r.reversal_of_id IS NULL AND %s
        """
        zone = self.company_id._office_zone()
        return SQL(query, self.hour_from, join, self.hour_to, zone, self._in_period())

    def _lines_quick(self):
        """Redemptions of the period; a hit took the whole amount of a voucher soon after issue."""
        query = """
            SELECT r.id, r.provider_id, r.amount = v.amount
                AND r.date <= v.date_issued + %s * interval '1 minute' AS hit
            FROM g2p_voucher_redemption r JOIN g2p_voucher v ON v.id = r.voucher_id
            WHERE r.reversal_of_id IS NULL AND %s
        """
        return SQL(query, self.minutes, self._in_period())

    def _lines_rejected(self):
        """Decided claims that were sent in the period; a hit was rejected."""
        query = """
            SELECT c.id, c.provider_id, c.state = 'rejected' AS hit
            FROM g2p_reimbursement_claim c
            WHERE c.company_id = %s AND c.date_submitted >= %s
                AND c.state IN ('approved', 'in_payment', 'paid', 'rejected')
        """
        return SQL(query, self.company_id.id, self._since())
