from odoo.http import request

from odoo.addons.g2p_suite_page.controllers.portal_page import show_page

from .application import BASE, AssistanceApplication


class AnswersPage(AssistanceApplication):
    """The answers stay readable for the person, in every state of the application."""

    @show_page(BASE + "/<string:public_id>/answers")
    def answers(self, public_id, **kw):
        """Show the answers, and each document with its state."""
        application = self._application(public_id)
        if application.state == "draft":  # where the answers can still be changed
            return request.redirect(self._url(application, "review"))
        values = {
            "application": application,
            "review": application._portal_review(),
            "requirements": application._portal_requirements(),
            "appeal": application._portal_appeal(),
        }
        return self._render("g2p_self_service.answers", values)
