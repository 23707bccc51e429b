from odoo.http import request

from odoo.addons.g2p_self_service.controllers.application import FIRST, address_of
from odoo.addons.g2p_self_service.controllers.public import AssistancePublic
from odoo.addons.g2p_suite_base.tools import typed
from odoo.addons.g2p_suite_page.controllers.portal_page import take_form


class DemandPublic(AssistancePublic):
    """The way of people who apply for somebody who cannot show who they are."""

    @take_form("/my/assistance/start-for-another", of="/assistance/{code}")
    def start_for_another(self, code=None, **_form):
        """Start an application for somebody else."""
        try:
            found = self._find_type(typed.text(code))
        except typed.Unreadable:
            raise request.not_found() from None
        if request.env.user._is_internal():  # the page explains which account to use
            return request.redirect(f"/assistance/{found.code}")
        start = request.env["g2p.assistance.application"]._start_for_another
        application, refusal = self._try(start, found)
        if refusal:
            return self._render_type(found)
        return request.redirect(address_of(application, application.portal_step or FIRST))
