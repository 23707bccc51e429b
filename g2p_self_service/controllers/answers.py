from odoo.addons.g2p_suite_page.controllers.portal_page import show_page

from .application import BASE, AssistanceApplication


class AnswersPage(AssistanceApplication):
    """The answers stay readable for the person, in every state of the application."""

    @show_page(BASE + "/<string:public_id>/answers")
    def answers(self, public_id, **kw):
        """Show the answers, and each document with its state."""
        application = self._application(public_id)
        values = {
            "application": application,
            "review": application._portal_review(),
            "requirements": application._portal_requirements(),
        }
        return self._render("g2p_self_service.answers", values)
