import logging

from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import moments

_logger = logging.getLogger(__name__)


class G2PDocument(models.Model):
    """The documents as the viewer in a form shows them, and the images that it fetches."""

    _inherit = "g2p.document"

    # === PUBLIC === #

    def viewer_read(self):
        """The documents as the viewer shows them, in their order.

        :return: list of dicts: facts, pages as ``[number, width, height]``, a sentence on the
            preview, and the actions that are offered
        :raises AccessError: to people outside the office, and without read access to one of them
        """
        self._check_viewer()
        actions = self._viewer_actions()
        # sudo: the right on the documents was checked above
        pages_sudo = self.env["g2p.document.page"].sudo().search([("document_id", "in", self.ids)])
        pages = pages_sudo.grouped("document_id")
        return [
            {
                **document._viewer_facts(),
                **document._viewer_pages(pages.get(document, pages_sudo.browse())),
                "actions": actions.get(document.id, []),
            }
            for document in self
        ]

    def action_preview_again(self):
        """Draw previews that failed once more; for employees who may read the documents.

        :raises UserError: if the preview of one of them did not fail
        """
        self._check_viewer()
        for document in self:
            if document.preview_state != "failed":
                raise UserError(
                    self.env._(
                        "The preview of document %(number)s did not fail. Reload the page.",
                        number=document.id,
                    )
                )
        self._begin_previews()

    def _check_viewer(self):
        if not self.env.user._is_internal():
            raise AccessError(
                self.env._("The viewer is for employees. Open the file on the page of your case.")
            )
        self.check_access("read")

    # === HOOKS === #

    def _viewer_actions(self):
        """Hook: the buttons that the viewer offers beside each document.

        Each calls a public method of the document, which checks the right itself; if that returns
        an action, such as a dialog, the viewer opens it.

        :return: {id: list of ``_viewer_action``}
        """
        again = self._viewer_action("action_preview_again", self.env._("Draw the preview again"))
        return {
            document.id: [again] if document.preview_state == "failed" else [] for document in self
        }

    def _viewer_action(self, method, label, kind="secondary"):
        """A button of the viewer; ``kind`` is one of Bootstrap's."""
        return {"method": method, "label": label, "kind": kind}

    # === What is shown === #

    def _viewer_facts(self):
        return {
            "id": self.id,
            "name": self.name,
            "type": self.document_type_id.name,
            "state": self.state,
            "state_label": self._state_label(),
            "received": moments.shown(self.env, self.create_date, self.company_id),
            "reason": self.refusal_reason or "",
            "warning": self.warning or "",
            "url": self._url(view=True) if self.state != "quarantined" else "",
        }

    def _viewer_pages(self, pages_sudo):
        """Its pages, unless it may not be shown; and why there are none, or not all."""
        is_shown = not (self._why_not_shown() or self._sentence_not_whole())
        pages_sudo = pages_sudo if is_shown else pages_sudo.browse()
        pages = [[page.number, page.width, page.height] for page in pages_sudo]
        shown = [page for page in pages if page[0]]
        return {
            "pages": shown,
            "page_count": max(self.page_count, len(shown)),
            "page_url": f"/document/{self.public_id}/page/",
            "has_thumbnail": len(shown) < len(pages),
            "is_waiting": self.preview_state == "waiting",
            "note": self._sentence_preview(len(shown)),
        }

    def _sentence_preview(self, shown):
        """Why the viewer shows no page, or not all; empty if it shows all."""
        if shown:
            return self._sentence_more(shown) if shown < self.page_count else ""
        sentences = {
            "waiting": self.env._("The preview is being drawn."),
            "none": self.env._("This file has no preview."),
            "failed": self._sentence_failed(),
        }
        # damaged files have their own warning
        return self._why_not_shown() or sentences.get(self.preview_state or "waiting", "")

    def _sentence_more(self, shown):
        return self.env._(
            "The first %(shown)s of %(count)s pages are shown here. Open the file for the others.",
            shown=shown,
            count=self.page_count,
        )

    def _sentence_failed(self):
        sentences = {
            "damaged": self.env._("No page of this file could be drawn. Open the file."),
            "large": self.env._("This picture is too large for a preview. Open the file."),
            "given_up": self.env._("Drawing this file took too long. Open the file."),
            "program": self.env._(
                "The server cannot draw PDFs: its administrator has to install poppler-utils. "
                "Open the file."
            ),
        }
        return sentences.get(self.preview_why, "")

    # === Images === #

    def _page_content(self, number):
        """The image of a page, after comparing it and the original with their SHA-256.

        Looks at pages are logged, thumbnails (number 0) are not.

        :return: bytes of a JPEG; None if there is no such page
        :raises UserError: when the document may not be shown, or one of them was altered
        """
        self.ensure_one()
        self._check_viewer()
        document_sudo = self.sudo()  # sudo: the right on the document was checked above
        page_sudo = self.env["g2p.document.page"].sudo()  # sudo: as above
        page_sudo = page_sudo.search([("document_id", "=", self.id), ("number", "=", number)])
        if not page_sudo:
            return None
        document_sudo._check_scanned()
        content = page_sudo.attachment_id.raw or b""
        if page_sudo.sha256 != self._checksum(content):
            document_sudo._refuse_image(page_sudo)
        self._check_look(page_sudo)
        return content

    def _check_look(self, page_sudo):
        """Refuse the image of a file that is not the received one; log the first look."""
        document_sudo = self.sudo()  # sudo: the caller has checked the right
        downloads = self.env["g2p.document.download"]
        why_not = self._sentence_not_whole()
        is_first = bool(page_sudo.number) and not why_not and not downloads._has_seen(self)
        if is_first and document_sudo._bytes_state() != "whole":
            document_sudo._check_bytes()
            why_not = self._sentence_not_whole()
        if why_not or page_sudo.original_sha256 != document_sudo.sha256:
            raise UserError(
                why_not or self.env._("This image is of another file. Open the file itself.")
            )
        if is_first:
            downloads._log_view(self)

    def _refuse_image(self, page_sudo):
        """Refuse an image that is not the drawn one, and have it drawn again."""
        _logger.warning("document %s: the image of page %s was altered", self.id, page_sudo.number)
        self._begin_previews()
        raise UserError(
            self.env._(
                "The stored image of this page was altered. It is drawn again: try again in a "
                "minute, or open the file."
            )
        )
