from odoo.http import request

from odoo.addons.g2p_self_service.controllers.application import AssistanceApplication


class DemandApplication(AssistanceApplication):
    """The page of a case shows the voucher to people who have shown who they are."""

    def _render_status(self, application, status=200, **values):
        locked = application._portal_unlock() if application.state == "approved" else False
        if locked:
            way = self._url(application)
            link = request.env["ir.http"]._proof_link(way)
            values = {**values, "locked": locked, "proof_link": link}
        return super()._render_status(application, status, **values)

    def _shown_voucher(self, application):
        if application.state == "approved" and application._portal_unlock():
            return False
        return super()._shown_voucher(application)
