from odoo.http import request

from odoo.addons.g2p_suite_page.controllers.portal_page import show_page, take_form

from .application import BASE, AssistanceApplication

PAGE = BASE + "/<string:public_id>/appeal"


class AssistanceAppeal(AssistanceApplication):
    """The page on which a person appeals against a rejection."""

    @show_page(PAGE)
    def appeal_page(self, public_id, **_query):
        """Show the form, while an appeal can be written."""
        application = self._application(public_id)
        if application._portal_appeal()["why_not"]:
            return request.redirect(self._url(application))  # which says why
        kept = request.env["g2p.kept.form"]._of_request() or {}
        return self._render_appeal(application, typed=kept.get("text"))

    def _render_appeal(self, application, typed=None, errors=None):
        values = {
            "application": application,
            "appeal": application._portal_appeal(),
            "typed": typed,
            "errors": errors or {},
        }
        template = "g2p_self_service.appeal"
        return self._render(template, values, status=422 if errors else 200)

    @take_form(PAGE, of=BASE + "/{public_id}/appeal")
    def appeal(self, public_id, **post):
        """Save the text and the file; then send it, or show the page again."""
        application = self._application(public_id)
        text = post.get("text")
        if post.get("send") and application._portal_appeal_was_sent(text):
            return request.redirect(self._url(application) + "?appealed=1")
        errors, refusal = self._try(self._save_appeal, application, post)
        if not errors and not refusal and post.get("send"):
            errors, refusal = self._try(application._portal_appeal_send)
        if refusal:  # RFC 9110 section 15.5.10: too late, or already sent
            return self._render_status(application, status=409, refused=str(refusal))
        if errors:
            return self._render_appeal(application, typed=text, errors=errors)
        way = {"send": self._url(application) + "?appealed=1", "later": BASE}
        chosen = next((way[name] for name in way if post.get(name)), "")
        return request.redirect(chosen or self._url(application, "appeal"))

    def _save_appeal(self, application, post):
        """Save what was typed and chosen, whichever button was pressed.

        :return: errors as {field: sentence}
        """
        errors = application._portal_appeal_save(post.get("text"))
        found = application.document_ids.filtered(lambda d: d.public_id == post.get("remove"))
        if found:
            application._portal_appeal_remove(found)
        file = request.httprequest.files.get("file")
        if file and file.filename:
            _document, refusal = self._try(
                application._portal_appeal_add, file.filename, file.read()
            )
            errors = {**errors, "file": str(refusal)} if refusal else errors
        elif post.get("add"):
            errors = {**errors, "file": request.env._("Choose a file first.")}
        return errors
