import json

from werkzeug.exceptions import InternalServerError

from odoo import http
from odoo.exceptions import AccessError, RedirectWarning
from odoo.http import request

from odoo.addons.web.controllers.export import CSVExport, ExcelExport
from odoo.addons.web.controllers.pivot import TableExporter


def _refused(error):
    """The answer from which the web client opens the dialog of a refusal.

    Odoo answers so too, but writes each refusal to the log as an error of the server.
    """
    told = {**http.serialize_exception(error), "debug": ""}
    text = json.dumps({"code": 0, "message": "Odoo Server Error", "data": told})
    headers = [("Content-Type", "text/html; charset=utf-8")]
    return request.make_response(InternalServerError(text).get_body(), headers, status=500)


def _never(_controller, _rule, _args):
    """Not read-only, as the route is without this addon: the download is logged."""
    return False


class Explained:
    """An export that may be refused until it has a reason; a refused one leaves nothing behind.

    One that has to wait for another waits in its route: Odoo retries the request only from there,
    since what goes wrong in `base` becomes an error of the server.
    """

    def base(self, data):
        try:
            with request.env.cr.savepoint():
                return super().base(data)
        except RedirectWarning as error:
            return _refused(error)


class SuiteCSVExport(Explained, CSVExport):
    """The export dialog, as CSV."""

    @http.route()
    def web_export_csv(self, data, token=None):
        """As Odoo's, one after the other for each user; `token` as in `export_xlsx`."""
        request.env["g2p.export.log"]._one_at_a_time()
        return super().web_export_csv(data)


class SuiteExcelExport(Explained, ExcelExport):
    """The export dialog and *Export All*, as XLSX."""

    @http.route()
    def web_export_xlsx(self, data, token=None):
        """As Odoo's, one after the other for each user; `token` as in `export_xlsx`."""
        request.env["g2p.export.log"]._one_at_a_time()
        return super().web_export_xlsx(data)


class SuiteTableExporter(TableExporter):
    """The download of a pivot table, whose figures the browser has already."""

    @http.route(readonly=_never)
    def export_xlsx(self, data, token=None):
        """As Odoo's; `token` is a value that the web client adds to each download."""
        try:
            with request.env.cr.savepoint():
                self._admit_table(data)
                return super().export_xlsx(data)
        except (AccessError, RedirectWarning) as error:
            return _refused(error)

    def _admit_table(self, data):
        content = data
        if hasattr(data, "read"):
            content = data.read().decode()
            data.seek(0)
        table = json.loads(content) or {}
        log = request.env["g2p.export.log"]
        model = request.env.get(table.get("model"))
        if model is None or not model._export_is_sensitive():
            return
        if not log._may_export():
            raise AccessError(
                request.env._(
                    "You may not export data. Ask an administrator for the right to export."
                )
            )
        names = [measure.get("title", "") for measure in table.get("measure_headers", [])]
        log._admit_table(model._name, len(table.get("rows", [])), names, content)
