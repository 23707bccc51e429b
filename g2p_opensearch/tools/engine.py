"""The search engine as the suite sees it: a port, without its client library."""

import abc
from dataclasses import dataclass

#: answers after which the same document can be accepted later
BUSY = {429, 502, 503, 504}


class EngineAway(Exception):
    """The engine does not accept work now. Nothing is lost; it is tried again. Text for people."""


class EngineMissing(EngineAway):
    """The client library is not installed, or a setting is missing."""


class IndexMissing(EngineAway):
    """An index is not there: somebody removed it in the engine."""

    def __init__(self, index):
        super().__init__(f"there is no index {index}")
        self.index = index


class BatchRefused(Exception):
    """The engine refuses a batch as a whole; its parts may be accepted."""

    def __init__(self, status, reason):
        super().__init__(f"{status}: {reason}")
        self.status, self.reason = status, reason


@dataclass(frozen=True)
class Action:
    """One document for one index; without a document, it is removed there."""

    index: str
    key: str
    version: int
    document: dict | None = None


@dataclass(frozen=True)
class Result:
    """The answer for one action. ``reason`` contains no value of the document."""

    key: str
    status: int
    reason: str = ""

    @property
    def is_done(self):
        """Whether the index now has this version or a newer one (409), or nothing to remove (404).

        >>> [Result("a", status).is_done for status in (200, 201, 404, 409, 400, 429, 503)]
        [True, True, True, True, False, False, False]
        """
        return self.status in (200, 201, 404, 409)

    @property
    def is_busy(self):
        """Whether the same action may succeed later."""
        return self.status in BUSY


class Engine(abc.ABC):
    """An index of documents with versions: of two, the newer one wins."""

    @abc.abstractmethod
    def version(self):
        """Name and version of the engine, as a text."""

    @abc.abstractmethod
    def bulk(self, actions):
        """Yield a `Result` for each action, in their order.

        :raises EngineAway: no answer; the rest is not decided
        :raises IndexMissing: an index is not there; the rest is not decided
        :raises BatchRefused: the rest is refused as a whole
        """

    @abc.abstractmethod
    def create(self, index, body):
        """Create an index with settings and mapping; an existing one is kept."""

    @abc.abstractmethod
    def drop(self, index):
        """Remove an index; a missing one is no error."""

    @abc.abstractmethod
    def names(self, pattern):
        """The names of the indexes of a pattern."""

    @abc.abstractmethod
    def point(self, alias, indexes):
        """Let an alias name these indexes only, in one step."""

    @abc.abstractmethod
    def put_template(self, name, body):
        """Create or replace an index template."""

    @abc.abstractmethod
    def refresh(self, path):
        """Let searches see what was written to an index, or to several with commas between them.

        :raises IndexMissing: one of them is not there
        """

    @abc.abstractmethod
    def search(self, path, body):
        """The answer to a search in an index, or in several with commas between them, as a dict.

        :raises IndexMissing: one of them is not there
        """
