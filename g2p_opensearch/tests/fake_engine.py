"""A fake of the search engine at the edge of the port: versions, strict mapping, aliases.

The real engine is met by tests/outside.
"""

from collections import defaultdict

from ..tools.engine import BatchRefused, Engine, EngineAway, IndexMissing, Result


class FakeEngine(Engine):
    """Documents in a dict; faults by request."""

    def __init__(self):
        self.indexes, self.aliases, self.templates = {}, {}, {}
        self.bodies, self.refreshed, self.calls = {}, [], []
        #: raised instead of an answer
        self.away = None
        #: {key: status} of single documents, and keys whose batch is refused as a whole
        self.statuses, self.poison = {}, set()

    def documents(self, kind):
        """{key: document} behind the alias of a kind."""
        return {key: doc for _index, key, doc in self._rows(self.aliases.get(f"g2p-{kind}", ""))}

    def _rows(self, path):
        """[(index, key, document)] of indexes with commas between them."""
        return [
            (index, key, found)
            for index in filter(None, path.split(","))
            for key, (_version, found) in self.indexes[index].items()
            if found
        ]

    def _answer(self, *call):
        self.calls.append(call)
        if self.away:
            raise EngineAway(self.away)

    def version(self):
        self._answer("version")
        return "Fake 0"

    def bulk(self, actions):
        actions = list(actions)
        self._answer("bulk", len(actions))
        if self.poison & {action.key for action in actions}:
            raise BatchRefused(400, "parse_exception")
        for action in actions:
            yield Result(action.key, *self._write(action))

    def _write(self, action):
        if action.index not in self.indexes:
            raise IndexMissing(action.index)
        if action.key in self.statuses:
            return self.statuses[action.key], "fake_exception"
        rows = self.indexes[action.index]
        known, _document = rows.get(action.key, (0, None))
        if action.version < known:
            return 409, "version_conflict_engine_exception"
        mapping = self.bodies[action.index]["mappings"]["properties"]
        if action.document is not None and set(action.document) - set(mapping):
            return 400, "strict_dynamic_mapping_exception"
        status = 200 if action.document is not None or known else 404
        rows[action.key] = (action.version, action.document)
        return status, ""

    def create(self, index, body):
        self._answer("create", index)
        self.indexes.setdefault(index, {})
        self.bodies.setdefault(index, body)

    def drop(self, index):
        self._answer("drop", index)
        self.indexes.pop(index, None)

    def names(self, pattern):
        self._answer("names", pattern)
        return sorted(name for name in self.indexes if name.startswith(pattern.rstrip("*")))

    def point(self, alias, indexes):
        self._answer("point", alias)
        self.aliases[alias] = ",".join(indexes)

    def put_template(self, name, body):
        self._answer("put_template", name)
        self.templates[name] = body

    def refresh(self, path):
        self._answer("refresh", path)
        self._check(path)

    def _check(self, path):
        if not self.indexes.keys() >= set(path.split(",")):
            raise IndexMissing(path)

    def search(self, path, body):
        """The searches of the comparison."""
        self._answer("search", path)
        self._check(path)
        rows = self._rows(path)
        found = [doc for _index, _key, doc in rows]
        if "newest" in body.get("aggs", {}):
            newest = max((doc["revision"] for doc in found), default=None)
            return {"aggregations": {"newest": {"value": newest}}}
        if "days" in body.get("aggs", {}):
            return {"aggregations": {"days": {"buckets": self._buckets(found, body)}}}
        day = body["query"]["term"]["day"]
        hits = [{"_index": index, "_id": key} for index, key, doc in rows if doc["day"] == day]
        return {"hits": {"hits": hits}}

    def _buckets(self, found, body):
        limits, days = body["query"]["range"]["day"], defaultdict(list)
        for doc in found:
            if limits["gte"] <= doc["day"] < limits["lt"]:
                days[doc["day"]].append(doc)
        aggs = body["aggs"]["days"]["aggs"]
        return [
            {
                "key_as_string": day,
                "doc_count": len(docs),
                **{name: {"value": _aggregated(docs, agg)} for name, agg in aggs.items()},
            }
            for day, docs in sorted(days.items())
        ]


def _aggregated(docs, agg):
    [(function, how)] = agg.items()
    return float({"sum": sum, "max": max}[function](doc.get(how["field"], 0) for doc in docs))
