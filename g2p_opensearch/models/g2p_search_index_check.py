import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from odoo import api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import RetryLater, deferrable

from ..tools import documents
from ..tools.engine import Action, EngineAway, IndexMissing

_logger = logging.getLogger(__name__)
#: days compared in one transaction, and newest days compared each night
WINDOW = 14
#: records read at once
PAGE = 2000
#: documents of a day whose ids are compared
MOST = 10_000
NEWEST = {"max": {"field": "revision"}}


@dataclass
class Sums:
    """Numbers of a day: documents, money and contents."""

    count: int = 0
    money: int = 0
    fold: int = 0
    #: the highest version of its documents in the index
    newest: int = 0
    #: {record's id: the index that its document belongs in}
    places: dict = field(default_factory=dict)

    def add(self, res_id, document, name, index):
        self.count += 1
        self.money += document.get(name, 0)
        self.fold += document["fold"]
        self.places[res_id] = index

    def equals(self, other):
        mine = (self.count, self.money, self.fold)
        return mine == (other.count, other.money, other.fold)


class G2PSearchIndex(models.Model):
    """Compares database and index by day: numbers of documents, sums of money, sums of digests.

    A day that differs is sent again, and documents without a record are removed. Each night the
    newest days are compared, and one older part, until all were.
    """

    _inherit = "g2p.search.index"

    # === CRON === #

    @api.model
    def _cron_check(self):
        """Queue tonight's comparisons, and the report on equity."""
        connection = self.env["g2p.search.connection"]._one()
        connection._count_cells()
        if connection._is_due():
            indexes = connection.index_ids.filtered(lambda i: i.current and i.kind != "check")
            indexes._defer("_check")

    @deferrable("search", attempts=5, pause=300)
    def _check(self):
        """Compare the newest days and an older part."""
        for index in self.filtered("current"):
            try:
                index._check_parts()
            except IndexMissing as err:
                index._on_missing(err)
            except EngineAway as err:
                raise RetryLater(index.connection_id._sentence(err)) from None

    # === BUSINESS === #

    def _check_parts(self):
        today = fields.Date.today()
        engine = self.connection_id._engine()
        if self._is_behind(engine):
            _logger.warning("index %s is newer than the database: it is built again", self.current)
            self._start_building()
            return
        newest = today - timedelta(days=WINDOW)
        # today's records are still changing
        self._compare(engine, newest, today)
        before = self.check_before or newest
        older = before - timedelta(days=WINDOW)
        self._compare(engine, older, before)
        is_over = older <= (self._first_day() or today)
        self.write(
            {"date_checked": fields.Datetime.now(), "check_before": False if is_over else older}
        )

    def _is_behind(self, engine):
        """Whether the index has versions that this database has not reached: it was restored from
        a backup, and its changes would be taken for older ones."""
        body = {"size": 0, "aggs": {"newest": NEWEST}}
        newest = engine.search(self._target().path, body)["aggregations"]["newest"]["value"]
        # a transaction of its own: this one does not see what others did and sent since it began
        with self.env.registry.cursor() as cr:
            return bool(newest) and newest > self.env(cr=cr)["g2p.search.outbox"]._version()

    def _first_day(self):
        source = self._source()
        domain = [*source._analytics_domain, (source._analytics_day, "!=", False)]
        first = source.search(domain, order=f"{source._analytics_day}, id", limit=1)
        return first and fields.Date.to_date(first[source._analytics_day])

    def _compare(self, engine, start, end):
        """Compare the days from start until before end, and repair those that differ."""
        engine.refresh(self._target().path)
        mine, theirs = self._sums_of_database(start, end), self._sums_of_index(engine, start, end)
        results = {}
        for day in sorted(mine.keys() | theirs.keys()):
            ours, other = mine[day], theirs[day]
            is_equal = ours.equals(other)
            repaired = 0 if is_equal else self._repair(engine, day, ours, other)
            results[day] = {
                "count_database": ours.count,
                "count_index": other.count,
                "sum_database": str(ours.money),
                "sum_index": str(other.money),
                "is_equal": is_equal,
                "repaired": repaired,
            }
        self.env["g2p.search.check"]._replace(self.kind, results)

    def _sums_of_database(self, start, end):
        """{day: Sums} of the documents as they should be."""
        found, source = defaultdict(Sums), self._source().with_context(active_test=False)
        target = self._target()
        key, name = self.connection_id._key(), documents.SUMS.get(self.kind)
        day = source._analytics_day
        if source._fields[day].type == "datetime":
            start, end = datetime.combine(start, time()), datetime.combine(end, time())
        domain = [*source._analytics_domain, (day, ">=", start), (day, "<", end)]
        ids = source.search(domain, order="id").ids
        for at in range(0, len(ids), PAGE):
            page = source.browse(ids[at : at + PAGE])
            for res_id, document in page._analytics_documents(key, 0).items():
                if not isinstance(document, documents.Refused):
                    day_sums = found[fields.Date.to_date(document["day"])]
                    day_sums.add(res_id, document, name, target.index_of(document))
            self.env.invalidate_all()
        return found

    def _sums_of_index(self, engine, start, end):
        """{day: Sums} of the documents as they are."""
        found, name = defaultdict(Sums), documents.SUMS.get(self.kind)
        sums = {"fold": {"sum": {"field": "fold"}}, "newest": NEWEST}
        if name:
            sums["money"] = {"sum": {"field": name}}
        days = {"field": "day", "calendar_interval": "day", "min_doc_count": 1}
        body = {
            "size": 0,
            "query": {"range": {"day": {"gte": f"{start}", "lt": f"{end}"}}},
            "aggs": {"days": {"date_histogram": days, "aggs": sums}},
        }
        answer = engine.search(self._target().path, body)
        for bucket in answer["aggregations"]["days"]["buckets"]:
            found[fields.Date.to_date(bucket["key_as_string"][:10])] = Sums(
                bucket["doc_count"],
                int(bucket["money"]["value"]) if name else 0,
                int(bucket["fold"]["value"]),
                int(bucket["newest"]["value"] or 0),
            )
        return found

    def _repair(self, engine, day, ours, theirs):
        """Send the day's records again, and remove documents that have none; return how many.

        A record that waits to be sent explains the difference, and so does one that was sent since
        this transaction began: they are not repaired, and compared the next time.
        """
        outbox = self.env["g2p.search.outbox"]
        version = outbox._version()
        if theirs.newest > version or outbox._pending(self.kind, ours.places):
            return 0
        outbox._note(self.kind, ours.places)
        orphans = self._orphans(engine, day, ours.places)
        for _result in engine.bulk([Action(*orphan, version) for orphan in orphans]):
            pass
        _logger.info(
            "search index %s, %s: %s documents sent again, %s removed",
            self.kind,
            day,
            len(ours.places),
            len(orphans),
        )
        return len(ours.places) + len(orphans)

    def _orphans(self, engine, day, places):
        """(index, id) of the day's documents that belong to no record of the day, or elsewhere."""
        names = self._source()._analytics_names(places, self.connection_id._key())
        own = {(places[res_id], name) for res_id, name in names.items()}
        body = {"size": MOST, "_source": False, "query": {"term": {"day": f"{day}"}}}
        hits = engine.search(self._target().path, body)["hits"]["hits"]
        found = [(hit["_index"], hit["_id"]) for hit in hits]
        return [place for place in found if place not in own]
