from odoo.http import request

from odoo.addons.g2p_suite_page.controllers.portal_page import show_page, take_form

from .application import BASE, AssistanceApplication

PAGE = BASE + "/<string:public_id>/withdraw"


class AssistanceWithdrawal(AssistanceApplication):
    """The page on which a person withdraws an application or an appeal."""

    @show_page(PAGE)
    def withdraw_page(self, public_id, **_query):
        """Say what a withdrawal does, and ask."""
        application = self._application(public_id)
        withdrawal = application._portal_withdrawal()
        if withdrawal["why_not"]:  # the page of the case offers no button either
            return request.redirect(self._url(application))
        values = {"application": application, **withdrawal}
        return self._render("g2p_self_service.withdraw", values)

    @take_form(PAGE, of=BASE + "/{public_id}/withdraw")
    def withdraw(self, public_id, **post):
        """Withdraw the application, as confirmed on the previous page."""
        application = self._application(public_id)
        _withdrawn, refusal = self._try(application._portal_withdraw)
        if refusal:  # RFC 9110 section 15.5.10, as for a late form
            values = {"refused": str(refusal), "is_press": True}
            return self._render_status(application, status=409, **values)
        return request.redirect(self._url(application) + "?withdrawn=1")
