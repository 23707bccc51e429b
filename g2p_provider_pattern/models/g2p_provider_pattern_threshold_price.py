from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..const import MOST_KEPT
from ..tools import unusual


class G2PProviderPatternThreshold(models.Model):
    """Amounts: the middle amount of a provider's vouchers against that of the others.

    Compared are vouchers of the same programme, purpose (which a kind of assistance gives its
    vouchers) and currency. One voucher is one service, however many redemptions it took.
    """

    _inherit = "g2p.provider.pattern.threshold"

    def _find_prices(self):
        """Providers whose middle amount is far from the usual."""
        groups = defaultdict(dict)
        for *group, provider_id, count, middle in self._price_rows():
            groups[tuple(group)][provider_id] = (count, float(middle))
        far = {}
        for group, providers in groups.items():
            if len(providers) >= self.least_providers:
                far.update(self._far_in(group, providers))
        records = self._price_records(list(far))
        return [{**one, "redemptions": records.get(at, [])} for at, one in far.items()]

    def _far_in(self, group, providers):
        """{(provider id, programme id, purpose, currency id): what was found}."""
        cuts = unusual.quarters([middle for _count, middle in providers.values()])
        program_id, covers, currency_id = group
        found = {}
        for provider_id, (count, middle) in providers.items():
            level = unusual.distance(middle, cuts, self.times)
            if level:
                found[(provider_id, *group)] = {
                    "key": f"{provider_id}/{program_id}/{currency_id}/{covers}",
                    "providers": [provider_id],
                    "program_id": program_id,
                    "currency_id": currency_id,
                    "level": level,
                    "facts": {
                        **dict(zip(("low", "usual", "high"), cuts, strict=True)),
                        "middle": middle,
                        "count": count,
                        "covers": covers,
                        "providers": len(providers),
                        "days": self.days,
                    },
                }
        return found

    def _price_rows(self):
        """Rows (programme id, purpose, currency id, provider id, number of vouchers, middle
        amount)."""
        query = """
            SELECT program_id, covers, currency_id, provider_id, count(*),
                percentile_cont(0.5) WITHIN GROUP (ORDER BY amount)
            FROM (
                SELECT r.program_id, COALESCE(v.covers, '') AS covers, r.currency_id,
                    r.provider_id, SUM(r.amount) AS amount
                FROM g2p_voucher_redemption r JOIN g2p_voucher v ON v.id = r.voucher_id
                WHERE %s
                GROUP BY r.voucher_id, r.program_id, v.covers, r.currency_id, r.provider_id
                HAVING SUM(r.amount) > 0
            ) AS service
            GROUP BY program_id, covers, currency_id, provider_id HAVING count(*) >= %s
            ORDER BY program_id, covers, currency_id, provider_id
        """
        return self._rows(SQL(query, self._in_period(), self.least_count))

    def _price_records(self, wanted):
        """{(provider id, programme id, purpose, currency id): ids of its redemptions, the newest
        first}."""
        if not wanted:
            return {}
        query = """
            SELECT w.provider_id, w.program_id, w.covers, w.currency_id,
                (array_agg(r.id ORDER BY r.id DESC))[1:%s]
            FROM unnest(%s::int[], %s::int[], %s::text[], %s::int[])
                AS w (provider_id, program_id, covers, currency_id)
            JOIN g2p_voucher_redemption r ON r.provider_id = w.provider_id
                AND r.program_id = w.program_id AND r.currency_id = w.currency_id
            JOIN g2p_voucher v ON v.id = r.voucher_id AND COALESCE(v.covers, '') = w.covers
            WHERE r.reversal_of_id IS NULL AND %s
            GROUP BY 1, 2, 3, 4
        """
        columns = map(list, zip(*wanted, strict=True))
        rows = self._rows(SQL(query, MOST_KEPT, *columns, self._in_period()))
        return {tuple(group): ids for *group, ids in rows}
