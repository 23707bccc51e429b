from typing import NamedTuple

from odoo import api, models

from odoo.addons.g2p_suite_base.tools.rows import hold

from ..exceptions import DocumentRefused


class Unseen(NamedTuple):
    """A document that somebody else stored after this transaction's snapshot."""

    owner: tuple
    document_type_id: int
    sha256: str
    is_current: bool


class G2PDocument(models.Model):
    """Several files for one owner at the same moment.

    A transaction does not see commits made after its snapshot (REPEATABLE READ), so waiting for a
    lock is not enough: a second transaction then looks for new documents.
    """

    _inherit = "g2p.document"

    @api.model
    def _hold_owners(self, owners):
        """Lock the owners' rows until the end of the transaction.

        :return: the documents of these owners that this transaction cannot see, as ``Unseen``
        """
        model, ids = owners[0]._name, sorted({owner.id for owner in owners})
        self._lock_owners(model, ids)
        mine = set(self.search([("res_model", "=", model), ("res_id", "in", ids)]).ids)
        return [
            Unseen(
                (model, row["res_id"]), row["document_type_id"], row["sha256"], row["is_current"]
            )
            for row in self._rows_by_now(model, ids)
            if row["id"] not in mine
        ]

    @api.model
    def _see_all_of(self, owner):
        """Lock the owner; retry the request if others added or withdrew documents meanwhile."""
        self._lock_owners(owner._name, owner.ids)
        owned = [("res_model", "=", owner._name), ("res_id", "=", owner.id)]
        documents_sudo = self.sudo().search(owned)  # sudo: only compares which documents exist
        mine = {document.id: document.is_current for document in documents_sudo}
        rows = self._rows_by_now(owner._name, owner.ids)
        if any(mine.get(row["id"]) != row["is_current"] for row in rows):
            self._retry_request()

    @api.model
    def _lock_owners(self, model, ids):
        self.flush_model()
        hold(self.env[model].browse(ids), referable=True)

    @api.model
    def _rows_by_now(self, model, ids):
        """The owners' documents as a new transaction sees them now."""
        with self.env.registry.cursor() as fresh:
            fresh.execute(
                "SELECT id, res_id, document_type_id, sha256, is_current FROM g2p_document"
                " WHERE res_model = %s AND res_id IN %s",
                [model, tuple(ids)],
            )
            return fresh.dictfetchall()

    @api.model
    def _find_same(self, owner, checked, kind, unseen):
        """The current document of the owner with this same content, or an empty recordset.

        :raises DocumentRefused: when an officer refused a file with this content
        """
        sha256 = self._checksum(checked.content)
        if any(
            (other.owner, other.document_type_id, other.sha256, other.is_current)
            == ((owner._name, owner.id), kind.id, sha256, True)
            for other in unseen
        ):
            self._retry_request()
        same = [
            ("res_model", "=", owner._name),
            ("res_id", "=", owner.id),
            ("document_type_id", "=", kind.id),
            ("sha256", "=", sha256),
            ("is_current", "=", True),
        ]
        found = self.search(same, limit=1)
        if found.state == "refused":
            raise DocumentRefused(
                self.env._(
                    "The office could not use this file: %(reason)s Send another one.",
                    reason=found.refusal_reason or "",
                )
            )
        return found

    @api.model
    def _retry_request(self):
        """Make the server retry the request with a new snapshot.

        Odoo retries when PostgreSQL reports a serialization failure.
        """
        self.env.cr.execute(
            "DO $$ BEGIN RAISE EXCEPTION 'somebody else did the same meanwhile' USING ERRCODE = "
            "'serialization_failure'; END $$",
            log_exceptions=False,  # not an error
        )
