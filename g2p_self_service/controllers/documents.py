from odoo.http import request

from odoo.addons.g2p_suite_base.tools import numbers
from odoo.addons.g2p_suite_page.controllers.portal_page import take_form

from .application import BASE
from .steps import AssistanceSteps


class AssistanceDocuments(AssistanceSteps):
    """The files of the page with the documents."""

    @take_form(BASE + "/<string:public_id>/documents/add", of=BASE + "/{public_id}/documents")
    def add_document(self, public_id, **post):
        """Store every chosen file, whichever button was pressed."""
        application = self._application(public_id)
        former = application.document_ids
        taken, errors = self._take_files(application, post)
        if errors:
            return self._render_step(application, "documents", errors=errors)
        if taken - former.sudo():  # sudo: only compared
            request.env["ir.http"]._announce_saved()
        if post.get("later"):
            return request.redirect(BASE)
        if post.get("continue"):
            return request.redirect(
                self._url(application, self._next(application, "documents", post))
            )
        return request.redirect(
            # sudo: only compared
            self._url(application, "documents") + ("?again=1" if taken & former.sudo() else "")
        )

    def _take_files(self, application, post):
        """Store the posted files.

        :return: the documents, and errors as {field: sentence}
        """
        taken, errors = request.env["g2p.document"].sudo(), {}  # sudo: of their own application
        for kind, file in self._posted_files(post):
            content = file.read() if hasattr(file, "read") else b""
            name = getattr(file, "filename", "")
            found, refusal = self._try(application._portal_add_document, kind, name, content)
            if refusal:
                errors[f"document_{kind}"] = str(refusal)
            else:
                taken |= found
        return taken, errors

    def _posted_files(self, post):
        """(document type id, file) of each chosen file, and of the type whose button was pressed.

        A page has one field ``file_<type>`` for each type; empty fields have no file name.
        """
        chosen = [
            (numbers.whole(name[5:]), file)
            for name, file in request.httprequest.files.items(multi=True)
            if name.startswith("file_") and numbers.whole(name[5:]) and file.filename
        ]
        if "document_type" in post:  # a single file, as API clients send it
            kind = numbers.whole(post["document_type"]) or 0
            return [*chosen, (kind, post.get("file"))]
        pressed = numbers.whole(post.get("send"))
        if pressed is not None and pressed not in dict(chosen):
            chosen.append((pressed, None))
        return chosen

    @take_form(BASE + "/<string:public_id>/documents/remove", of=BASE + "/{public_id}/documents")
    def remove_document(self, public_id, document=None, **post):
        """Remove one file; store files chosen on the same page."""
        application = self._application(public_id)
        found = application.document_ids.filtered(lambda d: d.public_id == document)
        if not found:
            raise request.not_found()
        _removed, refusal = self._try(application._portal_remove_document, found)
        if refusal:
            return self._render_step(application, "documents", errors={"page": str(refusal)})
        _taken, errors = self._take_files(application, post)
        if errors:
            return self._render_step(application, "documents", errors=errors)
        return request.redirect(self._url(application, "documents"))
