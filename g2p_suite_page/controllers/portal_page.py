"""Pages for people: the declaration of their addresses, and their common behaviour."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.form_page import form_page
from ..tools.page_headers import POLICY, frame_policy, protect


def show_page(address, auth="user", readonly=False, multilang=True):
    """Declare a method as the route of a page.

    :param bool readonly: whether it writes nothing, so that a replica can answer
    :param bool multilang: whether a website may put the language before the address
    """
    return http.route(
        address,
        type="http",
        auth=auth,
        methods=["GET"],
        website=True,
        readonly=readonly,
        multilang=multilang,
    )


def take_form(address, of, auth="user", is_stateless=False):
    """Declare a method as the route that receives a form.

    :param str of: the address of the page with that form; see ``form_page``
    :param bool is_stateless: whether it changes and stores nothing, no session either. Another
        site's form has no effect then, and the form has no token: that would need a session.
    """
    route = http.route(
        address,
        type="http",
        auth=auth,
        methods=["POST"],
        website=True,
        csrf=not is_stateless,
        save_session=not is_stateless,
    )
    return lambda endpoint: form_page(of)(route(endpoint))


class PageMixin:
    """Base of the controllers of pages.

    Mixed into controllers, and not one itself: Odoo merges all controllers that extend the same one
    into a single class.
    """

    def _render(self, template, values, status=200, sources=None):
        """A page in the suite's frame, with a person's case, which shared devices must not cache.

        Rendered now, so that an error in it is answered like any other error.

        :param dict sources: further sources by directive of the policy, for a page that needs them
        """
        response = request.render(template, values, status=status)
        response.flatten()
        response.headers["Cache-Control"] = "no-store"
        assets = request.env["ir.http"]._assets_address()
        response.headers[POLICY] = frame_policy(sources, assets)
        protect(response.headers)  # a page raised as a refusal does not pass through ir.http
        return response

    def _find_one(self, model, domain):
        """The record of a page; a missing or foreign record is a 404."""
        records = request.env[model]
        found = records.search(domain, limit=1) if records.has_access("read") else records
        if not found:
            raise request.not_found()
        return found

    def _try(self, method, *args, **kwargs):
        """Process the form in a savepoint.

        :return: (answer, None), or (None, the refusal) after a rollback
        """
        try:
            with request.env.cr.savepoint():
                return method(*args, **kwargs), None
        except UserError as refusal:
            return None, refusal
