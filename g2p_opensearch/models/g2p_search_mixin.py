import logging

import psycopg2

from odoo import api, models

from ..tools import documents
from ..tools.pseudonyms import Pseudonyms

_logger = logging.getLogger(__name__)


class G2PSearchMixin(models.AbstractModel):
    """A model whose records are documents of the search index.

    It names its kind, the fields whose changes matter and those it may send, and gives the values
    of its documents. What a document may contain is listed in ``tools/documents.py``.
    """

    _name = "g2p.search.mixin"
    _description = "Sent to the Search Index"

    #: the kind of document, a key of ``documents.FIELDS``
    _analytics_kind = None
    #: fields of the model whose changes are sent
    _analytics_watched = frozenset()
    #: the records that are sent; others are removed from the index
    _analytics_domain = []
    #: the date that the reconciliation groups by
    _analytics_day = "create_date"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._analytics_ready()._analytics_note()
        return records

    def write(self, vals):
        done = super().write(vals)
        if not self._analytics_watched.isdisjoint(vals):
            self._analytics_ready()._analytics_note()
        return done

    def unlink(self):
        self._analytics_note()  # removes the document
        return super().unlink()

    # === HOOKS === #

    def _analytics_ready(self):
        """The records whose change is sent; a hook for models with drafts. Without queries."""
        return self

    def _analytics_values(self, names):
        """{record's id: {field: value}} of the documents.

        :param Pseudonyms names: gives the pseudonym of a record
        """
        raise NotImplementedError

    # === BUSINESS === #

    def _analytics_note(self):
        """Send these records after the commit."""
        self.env["g2p.search.outbox"]._note(self._analytics_kind, self.ids)

    @api.model
    def _analytics_names(self, ids, key):
        """{record's id: id of its document}; the record need not exist any more."""
        names = Pseudonyms(key)
        return {res_id: names.of(self._name, res_id) for res_id in ids}

    def _analytics_documents(self, key, version):
        """{record's id: document}; for a refused one the exception in its place.

        Records that are not sent (drafts, for example) have none.

        :param bytes key: of the pseudonyms
        """
        sent, found = self.filtered_domain(self._analytics_domain), {}
        values = sent._analytics_values_each(Pseudonyms(key))
        for record in sent:
            found[record.id] = record._analytics_document(values[record.id], version)
        return found

    def _analytics_document(self, values, version):
        """The document from its values, or the exception that refuses it."""
        if isinstance(values, documents.Refused):
            return values
        day = self[self._analytics_day]
        values = {**values, "day": day.date() if hasattr(day, "date") else day or None}
        try:
            return documents.build(self._analytics_kind, values, version)
        except documents.Refused as refusal:
            return refusal

    def _analytics_values_each(self, names):
        """`_analytics_values`; of a record that cannot be read, an exception in their place."""
        try:
            return self._analytics_values(names)
        except psycopg2.Error:
            raise  # the transaction is over, and is retried
        except Exception as err:
            # any: one record must not stop the others
            if len(self) == 1:
                _logger.exception("%s cannot be sent", self)
                return {self.id: documents.Refused(f"it cannot be read: {type(err).__name__}")}
        found = {}
        for record in self:
            found.update(record._analytics_values_each(names))
        return found
