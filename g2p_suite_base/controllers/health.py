from odoo import http
from odoo.http import request


class HealthController(http.Controller):
    """The health check that a monitor calls every minute."""

    @http.route(
        "/assistance/health",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def health(self, **_query):
        """Whether the database answers and the suite's scheduled actions run; no data of people.

        200 when it passes or warns, 503 when it fails. A server without its database answers
        with neither.
        """
        # sudo: the times at which jobs ran are public; nothing else of them is returned
        report = request.env["g2p.suite.health"].sudo()._report()
        status = 503 if report["status"] == "fail" else 200
        return request.make_json_response(report, [("Cache-Control", "no-store")], status=status)
