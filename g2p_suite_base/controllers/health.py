from odoo import http
from odoo.http import request


class HealthController(http.Controller):
    """What a monitor asks every minute."""

    @http.route(
        "/assistance/health",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def health(self, **_query):
        """Whether the database answers and the suite's scheduled actions run; nothing of people.

        200 when it passes or warns, 503 when it fails. A server without its database answers
        with neither.
        """
        # sudo: when jobs ran is told to everybody, and nothing else of them
        report = request.env["g2p.suite.health"].sudo()._report()
        status = 503 if report["status"] == "fail" else 200
        return request.make_json_response(report, [("Cache-Control", "no-store")], status=status)
