import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

#: documents checked per commit, and per run of the cron
_BATCH, _PER_RUN = 100, 2000
#: days after which a document is checked again
_AGAIN_AFTER = 7


class G2PDocument(models.Model):
    """The check that the stored bytes are the received bytes."""

    _inherit = "g2p.document"

    bytes_state = fields.Selection(
        [("whole", "Intact"), ("missing", "Missing"), ("altered", "Altered")],
        "Stored file",
        readonly=True,
        index="btree_not_null",
        help="Result of the last check of the stored file; empty before the first.",
    )
    date_bytes_checked = fields.Datetime("Checked on", readonly=True, index=True)

    def _bytes_state(self):
        """``whole``, ``missing`` or ``altered``, from the stored file itself."""
        self.ensure_one()
        content = self.sudo().attachment_id.raw  # sudo: only the verdict is returned
        if not content:
            return "missing"
        return "whole" if self._checksum(content) == self.sha256 else "altered"

    def _check_bytes(self):
        """Check each file, record and log the result.

        :return: the documents whose bytes are missing or altered
        """
        found = {state: self.browse() for state in ("whole", "missing", "altered")}
        for document in self:
            found[document._bytes_state()] |= document
            document.attachment_id.invalidate_recordset(["raw"])  # one file in memory at a time
        for state, documents in found.items():
            if state != "whole" and documents:
                _logger.warning("documents %s: stored bytes are %s", documents.ids, state)
            documents._write_engine(
                {"bytes_state": state, "date_bytes_checked": fields.Datetime.now()}
            )
        return found["missing"] | found["altered"]

    @api.model
    def _check_all_bytes(self, again_after=0, limit=None):
        """Check the documents not checked for ``days`` days, the oldest check first.

        Commits after each part: called by the cron and the command only.

        :return: those that are not intact
        """
        before = fields.Datetime.now() - timedelta(days=again_after)
        due = ["|", ("date_bytes_checked", "=", False), ("date_bytes_checked", "<", before)]
        documents_sudo = self.sudo()  # sudo: the server checks the files of all companies
        order = "date_bytes_checked nulls first, id"
        ids = documents_sudo.search(due, order=order, limit=limit).ids
        broken = documents_sudo.browse()
        for start in range(0, len(ids), _BATCH):
            broken |= documents_sudo.browse(ids[start : start + _BATCH]).exists()._check_bytes()
            self.env["ir.cron"]._commit_progress(len(ids[start : start + _BATCH]))
        return broken

    @api.model
    def _cron_check_bytes(self):
        """Check the documents not checked this week; auditors find the damaged ones by a filter."""
        self._check_all_bytes(again_after=_AGAIN_AFTER, limit=_PER_RUN)
