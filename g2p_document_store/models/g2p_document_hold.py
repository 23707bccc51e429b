from typing import NamedTuple

from odoo import api, models

from odoo.addons.g2p_suite_base.tools.rows import hold

from ..exceptions import DocumentRefused


class Unseen(NamedTuple):
    """A document that somebody else stored after this transaction began to look."""

    owner: tuple
    document_type_id: int
    sha256: str
    is_current: bool


class G2PDocument(models.Model):
    """Several files for one owner at the same moment.

    A transaction does not see what others committed after its first look (REPEATABLE READ), so
    waiting for a lock is not enough: after it, a second transaction looks for what is new.
    """

    _inherit = "g2p.document"

    @api.model
    def _hold_owners(self, owners):
        """Hold the owners' rows until the end of the transaction.

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
        """Hold the owner; begin again where others added or took back documents meanwhile."""
        self._lock_owners(owner._name, owner.ids)
        owned = [("res_model", "=", owner._name), ("res_id", "=", owner.id)]
        documents_sudo = self.sudo().search(owned)  # sudo: only which there are is compared
        mine = {document.id: document.is_current for document in documents_sudo}
        rows = self._rows_by_now(owner._name, owner.ids)
        if any(mine.get(row["id"]) != row["is_current"] for row in rows):
            self._begin_again()

    @api.model
    def _lock_owners(self, model, ids):
        self.flush_model()
        hold(self.env[model].browse(ids), referable=True)

    @api.model
    def _rows_by_now(self, model, ids):
        """The owners' documents as another transaction sees them, which begins only now."""
        with self.env.registry.cursor() as fresh:
            fresh.execute(
                "SELECT id, res_id, document_type_id, sha256, is_current FROM g2p_document"
                " WHERE res_model = %s AND res_id IN %s",
                [model, tuple(ids)],
            )
            return fresh.dictfetchall()

    @api.model
    def _find_same(self, owner, checked, kind, unseen):
        """The current document of the owner that is this very file, or an empty recordset.

        :raises DocumentRefused: when an officer refused this very file
        """
        sha256 = self._checksum(checked.content)
        if any(
            (other.owner, other.document_type_id, other.sha256, other.is_current)
            == ((owner._name, owner.id), kind.id, sha256, True)
            for other in unseen
        ):
            self._begin_again()
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
    def _begin_again(self):
        """Let the server run the request once more, with a view of what is there now.

        Odoo does so by itself when PostgreSQL reports a serialization failure.
        """
        self.env.cr.execute(
            "DO $$ BEGIN RAISE EXCEPTION 'somebody else did the same meanwhile' "
            "USING ERRCODE = 'serialization_failure'; END $$",
            log_exceptions=False,  # nothing went wrong
        )
