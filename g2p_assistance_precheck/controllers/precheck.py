from odoo.http import request

from odoo.addons.g2p_self_service.controllers.public import AssistancePublic
from odoo.addons.g2p_suite_page.controllers.portal_page import show_page, take_form

ADDRESS = "/assistance/<string:code>/check"


class PrecheckPublic(AssistancePublic):
    """Whether a kind of assistance is probably for the reader; stores and logs nothing."""

    @show_page(ADDRESS, auth="public")
    def precheck(self, code, **_query):
        """Show the questions, without answers: an address holds none."""
        return self._render_precheck(self._find_checked(code), {})

    @take_form(ADDRESS, "/assistance/{code}/check", auth="public", is_stateless=True)
    def precheck_answer(self, code, **_post):
        """Answer the form; the answers are nowhere but on this page."""
        kind = self._find_checked(code)
        checks = kind._prechecks()
        form = request.httprequest.form
        answers = {check._input_name(): form.get(check._input_name(), "") for check in checks}
        read = {check: check._read_answer(answers[check._input_name()]) for check in checks}
        errors = {check._input_name(): error for check, (_value, error) in read.items() if error}
        values = {"answers": answers}
        if errors:
            # RFC 9110 section 15.5.21: understood, but the answers are invalid
            return self._render_precheck(kind, errors, status=422, **values)
        against = [check for check, (value, _error) in read.items() if check._is_against(value)]
        reasons = [line for check in against for line in check.explanation.splitlines()]
        return self._render_precheck(kind, {}, reasons=reasons, is_answered=True, **values)

    def _find_checked(self, code):
        """The published type; 404 if it has no pre-check."""
        kind = self._find_type(code)
        if not kind._prechecks():
            raise request.not_found()
        return kind

    def _render_precheck(self, kind, errors, status=200, **values):
        page = {"answers": {}, "reasons": [], "is_answered": False, **values}
        page.update(type=kind, checks=kind._prechecks(), errors=errors)
        return self._render("g2p_assistance_precheck.precheck", page, status=status)
