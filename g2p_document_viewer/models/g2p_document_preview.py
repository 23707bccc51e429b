import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_deferred.tools.deferral import RetryLater, deferrable

from ..tools import draw

_logger = logging.getLogger(__name__)

#: documents of one run of the cron, and waiting ones from which on it queues no more
BATCH = 200
#: hours after which a waiting document is queued again: its work was dropped
LOST = 24


class G2PDocument(models.Model):
    """Images of the pages of a document, drawn after it was received and scanned.

    A document without them is never lost: its file is opened instead.
    """

    _name = "g2p.document"
    _inherit = ["g2p.document", "g2p.deferred.mixin"]

    preview_state = fields.Selection(
        [("waiting", "Waiting"), ("ready", "Ready"), ("none", "None"), ("failed", "Failed")],
        "Preview",
        readonly=True,
        copy=False,
        help="Images of its pages, for the viewer; empty: not looked at yet.",
    )
    preview_why = fields.Selection(
        [
            ("damaged", "It cannot be read"),
            ("large", "It is too large"),
            ("given_up", "Drawing it took too long"),
            ("program", "The server lacks poppler-utils"),
            ("altered", "The stored file is missing or was altered"),
        ],
        "Preview failed because",
        readonly=True,
        copy=False,
    )
    page_count = fields.Integer("Pages", readonly=True, copy=False)
    page_ids = fields.One2many(
        "g2p.document.page", "document_id", readonly=True, groups="base.group_system"
    )

    _unseen_idx = models.Index("(id) WHERE preview_state IS NULL")
    _waiting_idx = models.Index("(write_date) WHERE preview_state = 'waiting'")
    _undrawn_idx = models.Index("(id) WHERE preview_why = 'program'")

    # === When a preview is due and when it ends === #

    @api.model
    def _prepare_document_vals(self, owner, name, checked, kind):
        vals = super()._prepare_document_vals(owner, name, checked, kind)
        return {**vals, "preview_state": "none"} if kind.is_generated else vals

    def _scan_many(self, contents):
        """Without a scanner nothing else says that the documents may be shown."""
        result = super()._scan_many(contents)
        self.filtered(lambda document: not document.preview_state)._begin_previews()
        return result

    def _set_state(self, state, reason=False):
        result = super()._set_state(state, reason)
        if state == "quarantined":
            self._end_previews()
        else:
            self._queue_previews()
        return result

    def _write_engine(self, vals):
        """The images end with the file: when it is erased, or is no longer the current one."""
        result = super()._write_engine(vals)
        gone = [name for name in ("is_current", "attachment_id") if name in vals and not vals[name]]
        if gone:
            self._end_previews()
        return result

    def _begin_previews(self):
        """Queue the documents that can be drawn, the others have no preview."""
        documents_sudo = self.sudo()  # sudo: users have no write access at all
        drawn = documents_sudo.filtered(lambda document: document._is_drawable())
        (documents_sudo - drawn)._write_preview("none")
        drawn._write_preview("waiting")
        drawn._queue_previews()

    def _queue_previews(self):
        """Queue the waiting documents that may be shown; the others wait for the scanner."""
        documents_sudo = self.sudo()  # sudo: only states are read
        due = documents_sudo.filtered(
            lambda document: document.preview_state == "waiting" and not document._why_not_shown()
        )
        due._defer("_draw_preview")

    def _end_previews(self):
        self.env["g2p.document.page"]._remove(self)
        self._write_preview("none")

    def _write_preview(self, state, why=False, count=0):
        if self:
            vals = {"preview_state": state, "preview_why": why, "page_count": count}
            self._write_engine(vals)

    # === CHECKS === #

    def _is_drawable(self):
        """Whether images of it can be drawn: a photo or PDF that a browser may show."""
        is_file = bool(self.is_current and self.attachment_id)
        return is_file and not self.document_type_id.is_generated and self._is_viewable()

    def _why_not_shown(self):
        """Why nobody may see it now, as a sentence: harmful, or not scanned yet; False if one
        may."""
        try:
            self._check_scanned()
        except UserError as error:
            return str(error)
        return False

    # === The deferred work === #

    @deferrable("preview", attempts=4, pause=120, growth=4, failed="_on_preview_failed")
    def _draw_preview(self):
        """Draw the images of the documents that still wait for them."""
        for document in self:
            if document.preview_state == "waiting" and not document._why_not_shown():
                document._draw()

    def _draw(self):
        if not self._is_drawable():
            self._end_previews()
        elif self._bytes_state() != "whole":
            self._check_bytes()
            self._write_preview("failed", "altered")
        else:
            self._draw_whole()

    def _draw_whole(self):
        try:
            count, images = draw.draw(self.attachment_id.raw, self.mimetype)
        except draw.Undrawable as error:
            why = error.args[0]
            if why == "given_up":
                raise RetryLater(self.env._("Drawing the pages took too long.")) from error
            if why == "program":
                _logger.warning("document %s has no preview: poppler-utils is missing", self.id)
            self._write_preview("failed", why)
            return
        pages = self.env["g2p.document.page"]
        pages._remove(self)
        pages._keep(self, images)
        self._write_preview("ready", count=count)

    def _on_preview_failed(self, reason, again):
        """After the last attempt the officer reads that there is no preview."""
        if not again and self.preview_state == "waiting":
            self._write_preview("failed", "given_up")

    # === CRON === #

    @api.model
    def _cron_previews(self):
        """Queue documents without a preview, the newest first, in parts that the queue can take:
        those received before the viewer, those that only lacked the programs, and lost ones."""
        documents_sudo = self.sudo()  # sudo: the server draws for all companies
        lost = fields.Datetime.now() - timedelta(hours=LOST)
        waiting = [("preview_state", "=", "waiting")]
        documents_sudo.search([*waiting, ("write_date", "<", lost)], limit=BATCH)._begin_previews()
        room = BATCH - documents_sudo.search_count(waiting, limit=BATCH)
        due = [[("preview_state", "=", False)]]
        due += [[("preview_why", "=", "program")]] if draw.has_programs() else []
        for domain in due:
            if room > 0:
                found = documents_sudo.search(domain, limit=room, order="id desc")
                found._begin_previews()
                room -= len(found)
