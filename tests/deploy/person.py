"""A person with a browser: pages, their forms, and the calls of Odoo's own interface."""

from urllib.parse import urljoin

import requests
from lxml import html

SECONDS = 120


class Refused(Exception):
    """The server refused a call with a message."""


class Person:
    """One person's session with the server behind the proxy."""

    def __init__(self, machine):
        self.address = machine.address
        self.session = requests.Session()
        self.session.trust_env = False  # trust only the machine's certificate, and use no proxy
        self.session.verify = str(machine.certificate)
        self.page = self.url = self.answer = None

    # === Pages === #
    def go(self, path):
        """Open a page; the parsed page stays in ``page``."""
        return self._read(self.session.get(urljoin(self.address, path), timeout=SECONDS))

    def send(self, action, files=None, **answers):
        """Send the form of the open page whose address ends so, with its present values."""
        form = next(f for f in self.page.forms if self._target(f).endswith(action))
        values = {**dict(form.form_values()), **answers}
        answer = self.session.post(
            urljoin(self.url, form.action or ""), data=values, files=files, timeout=SECONDS
        )
        return self._read(answer)

    def _target(self, form):
        """The target of a form; by default its own page."""
        return (form.action or self.url).split("?")[0]

    def _read(self, answer):
        self.url, self.answer = answer.url, answer
        assert answer.status_code < 400, f"{answer.url}: {answer.status_code}\n{words(answer)}"
        self.page = html.fromstring(answer.text)
        return words(answer)

    def download(self, path):
        """The bytes behind an address."""
        answer = self.session.get(urljoin(self.address, path), timeout=SECONDS)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.content

    def sign_in(self, login, password):
        self.go("/web/login")
        self.send("/web/login", login=login, password=password)
        assert "/web/login" not in self.url, "the password was refused"
        return self

    # === Calls === #
    def call(self, model, method, *args, **kwargs):
        """The answer of a method; raises Refused with its message."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.json(f"/web/dataset/call_kw/{model}/{method}", params)

    def json(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.session.post(urljoin(self.address, path), json=body, timeout=SECONDS)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        said = answer.json()
        if "error" in said:
            raise Refused(said["error"]["data"]["message"])
        return said.get("result")

    def make(self, model, **values):
        """The id of a new record."""
        [made] = self.call(model, "create", [values])
        return made

    def find(self, model, *domain):
        """The ids of the records found."""
        return self.call(model, "search", list(domain))


def words(answer):
    """The text of a page, without its layout."""
    if not answer.text.strip():
        return ""
    body = html.fromstring(answer.text)
    for element in body.xpath("//script | //style"):
        element.drop_tree()
    return " ".join(body.text_content().split())
