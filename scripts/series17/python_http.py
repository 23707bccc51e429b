"""Routes and the requests of tests."""

import ast
import re

from .python_rules import calls, rule, string

#: arguments of http.route() that both series know
ROUTE = {
    *("route", "type", "auth", "methods", "cors", "csrf", "website", "sitemap", "multilang"),
    "save_session",
}
#: arguments of HttpCase.url_open() that both series know
URL_OPEN = {"url", "data", "files", "timeout", "headers", "allow_redirects"}


def _drop_argument(source, keyword):
    """Remove an argument with its comma: the one after it, or else the one before it."""
    start, end = source.span(keyword)
    after = re.match(r"\s*,\s*(?!\s*\))", source.text[end:])
    before = re.search(r",?\s*$", source.text[:start])
    if after:
        source.cut(start, end + after.end())
    else:
        source.cut(before.start(), end)


def _route_argument(source, keyword):
    value = string(keyword.value)
    if keyword.arg == "readonly":
        _drop_argument(source, keyword)
    elif keyword.arg not in ROUTE or value == "bearer":
        source.refuse(keyword.value, f"route({keyword.arg}=) is not in both series")
    elif keyword.arg == "type" and value == "jsonrpc":
        source.replace_string(keyword.value, "json")


@rule(ast.Call)
def routes(source, node):
    """The type jsonrpc is named json in 17.0, which has no read-only routes."""
    if calls(node, "route"):
        for keyword in node.keywords:
            _route_argument(source, keyword)


@rule(ast.Call)
def url_open(source, node):
    """17.0's url_open() has fewer parameters."""
    if not calls(node, "url_open"):
        return
    for keyword in node.keywords:
        if keyword.arg and keyword.arg not in URL_OPEN:
            source.refuse(
                node, f"url_open({keyword.arg}=) is 19.0 only: use data= and headers= (json.dumps)"
            )


@rule(ast.Call)
def jsonrpc_parameters(source, node):
    """17.0 answers 500 when a call has no parameters at all."""
    named = {keyword.arg for keyword in node.keywords}
    if calls(node, "make_jsonrpc_request") and len(node.args) < 2 and "params" not in named:
        source.refuse(node, "give make_jsonrpc_request() its parameters, if only {}")
