"""Pages for people: how their addresses are declared, and what all of them do alike."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.form_page import form_page
from ..tools.page_headers import protect


def show_page(address, auth="user", readonly=False):
    """Say on a method that it shows a page.

    :param bool readonly: whether it writes nothing, so that a replica may answer
    """
    return http.route(
        address, type="http", auth=auth, methods=["GET"], website=True, readonly=readonly
    )


def take_form(address, of, auth="user"):
    """Say on a method that it takes what a form sends.

    :param str of: the address of the page with that form; see ``form_page``
    """
    route = http.route(address, type="http", auth=auth, methods=["POST"], website=True)
    return lambda endpoint: form_page(of)(route(endpoint))


class PageMixin:
    """What controllers of pages share.

    It stands beside ``http.Controller`` and is none itself: of all controllers that extend the
    same one, Odoo makes a single class.
    """

    def _render(self, template, values, status=200):
        """A page that no shared device keeps: it holds a person's case.

        Rendered now, so that what fails on the way is answered like any other failure.
        """
        response = request.render(template, values, status=status)
        response.flatten()
        response.headers["Cache-Control"] = "no-store"
        protect(response.headers)  # a page that is raised, as a refusal, does not pass ir.http
        return response

    def _find_one(self, model, domain):
        """The record that a page is about; what is not there and what is not theirs is a 404."""
        records = request.env[model]
        found = records.search(domain, limit=1) if records.has_access("read") else records
        if not found:
            raise request.not_found()
        return found

    def _try(self, method, *args, **kwargs):
        """Do what was sent.

        :return: (answer, None), or (None, the refusal) with nothing half done
        """
        try:
            with request.env.cr.savepoint():
                return method(*args, **kwargs), None
        except UserError as refusal:
            return None, refusal
