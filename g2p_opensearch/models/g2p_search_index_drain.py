import logging

from odoo import models

from odoo.addons.g2p_deferred.tools.deferral import deferrable

from ..tools import bulk, documents
from ..tools.engine import EngineAway, IndexMissing

_logger = logging.getLogger(__name__)
#: rows of the outbox in one transaction, and so in memory
BATCH = 2000
#: records whose documents are made while those before them are sent
PART = 500


class G2PSearchIndex(models.Model):
    """Sends changes. Several processes and servers may do it at once."""

    _inherit = "g2p.search.index"

    @deferrable("search", attempts=50, pause=5, growth=1)
    def _drain(self):
        """Send a batch of changes, and queue the next one.

        Rows that could not be sent stay. A process that dies has removed none: what it sent is
        sent again in the same or a newer version, which changes nothing.
        """
        for index in self:
            if index.connection_id._is_due() and index._targets():
                index._drain_batch()

    def _drain_batch(self):
        outbox = self.env["g2p.search.outbox"]
        rows = outbox._take(self.kind, BATCH)
        if not rows:
            return
        ids = list(dict.fromkeys(res_id for _row_id, res_id, _has_moved in rows))
        moved = {res_id for _row_id, res_id, has_moved in rows if has_moved}
        try:
            later = self._send(ids, self._targets(), moved)
        except IndexMissing as err:
            self._on_missing(err)
            return
        except EngineAway as err:
            _logger.info("%s changes of kind %s wait: the engine is away", len(rows), self.kind)
            self.connection_id._on_away(err)
            return
        outbox._done([row_id for row_id, res_id, _has_moved in rows if res_id not in later])
        if later:
            busy = EngineAway(self.env._("it is overloaded"))
            self.connection_id._on_away(busy)
            return
        self.connection_id._on_answer()
        if len(rows) == BATCH:
            self._defer("_drain")

    def _send(self, ids, targets, moved=frozenset()):
        """Send the present documents of records; remove those of records that have none.

        :param moved: ids of records that may be in the index of another region
        :return: ids of records that the engine was too busy for
        :raises EngineAway: it does not answer
        """
        names = self._source()._analytics_names(ids, self.connection_id._key())
        refused, later = {}, set()
        parts = self._parts(ids, names, refused, targets, moved)
        for result in bulk.send_parts(self.connection_id._engine(), parts):
            if result.is_busy:
                later.add(result.key)
            elif not result.is_done:
                refused[result.key] = f"{result.status} {result.reason}"
        self._note_letters(ids, names, refused)
        return {res_id for res_id in ids if names[res_id] in later}

    def _parts(self, ids, names, refused, targets, moved):
        """Yield lists of actions; what may not be sent is added to the refused: {name: reason}."""
        key, version = self.connection_id._key(), self.env["g2p.search.outbox"]._version()
        present = self._source().browse(ids).exists()
        there = set(present.ids)
        for at in range(0, len(ids), PART):
            part = ids[at : at + PART]
            # all records are read together, in the pages of the ORM
            records = self._source().browse(there.intersection(part)).with_prefetch(present.ids)
            found = records._analytics_documents(key, version)
            refused |= {names[one]: str(why) for one, why in found.items() if _is_refused(why)}
            yield [
                action
                for res_id in part
                if names[res_id] not in refused
                for target in targets
                for action in target.actions(
                    names[res_id], version, found.get(res_id), res_id in moved
                )
            ]

    def _note_letters(self, ids, names, refused):
        """Keep what the engine refuses, for administrators; forget what it now accepts."""
        letters = self.env["g2p.search.letter"].sudo()  # sudo: the server's own rows
        letters._replace(
            self, ids, {one: refused[names[one]] for one in ids if names[one] in refused}
        )


def _is_refused(document):
    return isinstance(document, documents.Refused)
