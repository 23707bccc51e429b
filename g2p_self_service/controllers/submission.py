from odoo.http import request

from odoo.addons.g2p_immediate_assistance.exceptions import ApplicationIncomplete
from odoo.addons.g2p_suite_account.exceptions import ProofNeeded
from odoo.addons.g2p_suite_page.controllers.portal_page import take_form

from .application import BASE
from .steps import AssistanceSteps


class AssistanceSubmission(AssistanceSteps):
    """Sending an application, or the answer to a question, from the page with the review."""

    @take_form(BASE + "/<string:public_id>/submit", of=BASE + "/{public_id}/review")
    def submit(self, public_id, **post):
        """Submit, or send an answer; list missing answers with links to their pages."""
        application = self._application(public_id)
        sent, answer = "1", []
        if application.state == "returned":
            sent, answer = "answer", [post.get("reply")]
            way = self._way_from_reply(application, post)
            if way:
                return request.redirect(way)
        method = application._portal_answer if answer else application._portal_submit
        errors, refusal = self._try(method, *answer)
        if isinstance(refusal, ProofNeeded):
            way = self._url(application, "review")
            return request.redirect(request.env["ir.http"]._proof_link(way))
        if isinstance(refusal, ApplicationIncomplete):
            typed = {"missing": refusal.missing, "reply": post.get("reply")}
            return self._render_step(application, "review", **typed)
        if refusal:
            errors = {"page": str(refusal)}
        if errors:
            return self._render_step(application, "review", errors=errors, reply=post.get("reply"))
        return request.redirect(self._url(application) + f"?submitted={sent}")

    def _way_from_reply(self, application, post):
        """Keep the words, and return the page that the button leads to; "" to send them."""
        errors, refusal = self._try(application._portal_keep_reply, post.get("reply"))
        if errors or refusal:  # sending shows them
            return ""
        if post.get("later"):
            return BASE
        is_page = post.get("change") in dict(application._portal_steps())
        return self._url(application, post["change"]) + "?from_review=1" if is_page else ""
