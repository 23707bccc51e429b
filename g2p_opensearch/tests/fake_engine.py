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
        rows = self.indexes.get(self.aliases.get(f"g2p-{kind}"), {})
        return {key: found for key, (_version, found) in rows.items() if found}

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

    def point(self, alias, index):
        self._answer("point", alias)
        self.aliases[alias] = index

    def put_template(self, name, body):
        self._answer("put_template", name)
        self.templates[name] = body

    def refresh(self, index):
        self._answer("refresh", index)
        if index not in self.indexes:
            raise IndexMissing(index)

    def search(self, index, body):
        """The searches of the comparison."""
        self._answer("search", index)
        if index not in self.indexes:
            raise IndexMissing(index)
        found = {key: doc for key, (_version, doc) in self.indexes[index].items() if doc}
        if "newest" in body.get("aggs", {}):
            newest = max((doc["revision"] for doc in found.values()), default=None)
            return {"aggregations": {"newest": {"value": newest}}}
        if "days" in body.get("aggs", {}):
            return {"aggregations": {"days": {"buckets": self._buckets(found, body)}}}
        day = body["query"]["term"]["day"]
        return {"hits": {"hits": [{"_id": key} for key, doc in found.items() if doc["day"] == day]}}

    def _buckets(self, found, body):
        limits, days = body["query"]["range"]["day"], defaultdict(list)
        for doc in found.values():
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
