"""The engine through ``opensearch-py`` (2.2 to 2.6 and later 2.x).

The library is imported when it is first used: without it the suite works, changes wait, and the
page of the connection says how to install it.
"""

import logging
import re
from contextlib import contextmanager
from pathlib import Path

from .engine import BUSY, BatchRefused, Engine, EngineAway, EngineMissing, IndexMissing, Result

#: documents and bytes of one request
CHUNK, CHUNK_BYTES = 500, 5 * 1024 * 1024
TIMEOUT = 30
#: the engine quotes values of documents after these words
QUOTES = re.compile(
    r"(?i)(?:,? ?preview of field's value|: found|; input|\bvalue\b|'|\").*", re.DOTALL
)


def library():
    """The module ``opensearchpy``.

    :raises EngineMissing: it is not installed
    """
    try:
        import opensearchpy
    except ImportError:
        raise EngineMissing("pip install opensearch-py") from None
    log = logging.getLogger("opensearch")
    if log.level == logging.NOTSET:
        # a traceback for each try while the engine is away, and documents at the level DEBUG: the
        # page of the connection says what is wrong
        log.setLevel(logging.ERROR)
    return opensearchpy


def reason_of(error):
    """The kind of an error and the field, without the values that the engine quotes.

    >>> said = "failed to parse field [day] of type [date]. Preview of field's value: 'x'"
    >>> reason_of({"type": "mapper_parsing_exception", "reason": said})
    'mapper_parsing_exception: failed to parse field [day] of type [date].'
    >>> reason_of("a text"), reason_of(None)
    ('refused', '')
    """
    if not isinstance(error, dict):
        return "refused" if error else ""
    said = QUOTES.sub("", str(error.get("reason") or "")).strip()
    return f"{error.get('type')}: {said}"[:200]


class OpenSearchEngine(Engine):
    """An OpenSearch cluster."""

    def __init__(self, urls, user=None, password=None, ca=None, timeout=TIMEOUT):
        self._py = library()
        if ca and not Path(ca).is_file():
            raise EngineMissing("ca: there is no such file")
        secure = {"verify_certs": True, "ca_certs": ca} if ca else {}
        options = {"max_retries": 2, "retry_on_timeout": True, "retry_on_status": (502, 503, 504)}
        auth = (user, password) if user else None
        try:
            self._client = self._py.OpenSearch(
                urls, http_auth=auth, timeout=timeout, **options, **secure
            )
        except (self._py.exceptions.ImproperlyConfigured, OSError, ValueError) as err:
            raise EngineMissing(f"{type(err).__name__}: {err}") from None

    # === Documents === #

    def version(self):
        with self._translated():
            found = self._client.info()["version"]
        return f"{found.get('distribution', 'OpenSearch')} {found['number']}"

    def bulk(self, actions):
        with self._translated(batch=True):
            # no retries here: they would change the order of the answers
            answers = self._py.helpers.streaming_bulk(
                self._client,
                map(_line, actions),
                chunk_size=CHUNK,
                max_chunk_bytes=CHUNK_BYTES,
                raise_on_error=False,
                raise_on_exception=True,
                max_retries=0,
            )
            for _is_good, answer in answers:
                (item,) = answer.values()
                if item["status"] == 404 and item.get("error"):
                    # not a missing document, but a missing index
                    raise IndexMissing(item["_index"])
                yield Result(item["_id"], item["status"], reason_of(item.get("error")))

    def refresh(self, path):
        with self._translated(path=path):
            self._client.indices.refresh(index=path)

    def search(self, path, body):
        with self._translated(path=path):
            return self._client.search(index=path, body=body)

    # === Indexes === #

    def create(self, index, body):
        with self._translated():
            if self._client.indices.exists(index=index):
                return
            try:
                self._client.indices.create(index=index, body=body)
            except self._py.exceptions.RequestError as err:
                # made by a request that was given up too early, and sent again
                if err.error != "resource_already_exists_exception":
                    raise

    def drop(self, index):
        with self._translated():
            self._client.indices.delete(index=index, ignore=404)

    def names(self, pattern):
        with self._translated():
            return sorted(self._client.indices.get(index=pattern, ignore_unavailable=True))

    def point(self, alias, indexes):
        with self._translated():
            # of these indexes only: the writer may not ask for those of others
            found = self._client.indices.get_alias(index=f"{alias}-*", name=alias, ignore=404)
            is_known = [name for name, said in found.items() if isinstance(said, dict)]
            old = [name for name in is_known if name not in indexes and "aliases" in found[name]]
            actions = [{"remove": {"index": name, "alias": alias}} for name in old]
            actions += [{"add": {"index": name, "alias": alias}} for name in indexes]
            self._client.indices.update_aliases(body={"actions": actions})

    def put_template(self, name, body):
        with self._translated():
            self._client.indices.put_index_template(name=name, body=body)

    # === HELPERS === #

    @contextmanager
    def _translated(self, batch=False, path=None):
        """Raise the port's exceptions for those of the library; texts without values.

        :param bool batch: for documents, some of which may be refused
        :param str path: the only indexes that are used
        """
        errors = self._py.exceptions
        try:
            yield
        except errors.ConnectionError as err:  # time-outs and wrong certificates too
            raise EngineAway(f"no connection ({type(err).__name__})") from None
        except errors.TransportError as err:
            status = err.status_code if isinstance(err.status_code, int) else 0
            if path and status == 404:
                raise IndexMissing(path) from None
            if not batch or status in BUSY or status in (401, 403, 404):
                raise EngineAway(f"{status}: {err.error}"[:200]) from None
            raise BatchRefused(status, str(err.error)[:200]) from None
        except errors.SerializationError:
            raise BatchRefused(0, "a value cannot be written as JSON") from None


def _line(action):
    """An action as ``streaming_bulk`` reads it."""
    line = {
        "_op_type": "delete" if action.document is None else "index",
        "_index": action.index,
        "_id": action.key,
        "version": action.version,
        "version_type": "external_gte",
    }
    return line if action.document is None else {**line, "_source": action.document}
