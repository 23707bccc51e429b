"""The story runs on a separate server, with a clone of the demonstration's database.

scripts/test.sh names the database to clone (E2E_TEMPLATE), the server's configuration
(E2E_CONF) and the path of its log (E2E_LOG). WALKTHROUGH_DIR, if set, receives pictures.
"""

import contextlib
import importlib.util
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright
from series import ODOO

DATABASE = "run_e2e"
LOOPBACK = Path(__file__).parents[2] / "g2p_sms" / "tests" / "loopback.py"
DEMO_PASSWORD = "assistance"
START_SECONDS = 120
#: milliseconds: two other lanes of tests use the same cores
PATIENCE = 60_000
# Interception of requests would do the same, but disables the browser's cache: each page of
# Odoo's would load and compile its megabytes of scripts again, which no person's browser does.
ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_until_ready(server, url):
    """Return when the sign-in page answers; fail when the server ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, f"the server ended with {server.returncode}"
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(f"{url}/web/login", timeout=30) as answer,  # noqa: S310
        ):
            assert answer.status == 200
            return
        time.sleep(0.3)
    pytest.fail(f"the server did not answer within {START_SECONDS} seconds")


@pytest.fixture(scope="session")
def sms_gateway():
    """A gateway on this machine, which keeps the text messages of the server in ``sent``."""
    spec = importlib.util.spec_from_file_location("loopback", LOOPBACK)
    loopback = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loopback)
    with loopback.LoopbackGateway() as gateway:
        yield gateway


@pytest.fixture(scope="session")
def base_url(sms_gateway):
    """Address of a server over a fresh clone of the demonstration."""
    subprocess.run(["dropdb", "--if-exists", "--force", DATABASE], check=True)
    subprocess.run(["createdb", "-T", os.environ["E2E_TEMPLATE"], DATABASE], check=True)
    port = free_port()
    command = [
        *ODOO,
        *("-c", os.environ["E2E_CONF"], "-d", DATABASE, "--db-filter", f"^{DATABASE}$"),
        *("-p", str(port), "--gevent-port", str(free_port()), "--max-cron-threads", "0"),
        *("--logfile", os.environ["E2E_LOG"]),
    ]
    # an ID provider on this machine, without TLS
    own = {"G2P_SIGN_IN_LOOPBACK": "1", "G2P_SMS_ADDRESS": sms_gateway.address}
    server = subprocess.Popen(command, env={**os.environ, **own})
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(server, url)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=120)
        subprocess.run(["dropdb", "--if-exists", "--force", DATABASE], check=False)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", ONLY_THIS_MACHINE]
        )
        yield browser
        browser.close()


def keep_picture(name, png):
    """Write a picture for docs/walkthrough, when pictures are wanted."""
    folder = os.environ.get("WALKTHROUGH_DIR")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.png").write_bytes(png)


class Visitor:
    """One person's browser: `go` to pages, `shot` for the walkthrough.

    Requests to other hosts fail (`ONLY_THIS_MACHINE`) and, like errors of scripts and what the
    policy of a page forbids, fail the test at `close`.
    """

    def __init__(self, chromium, base_url, size, with_scripts=True):
        self.base_url = base_url
        #: hosts that this person's browser may ask; tests add those they need
        self.hosts = {urlsplit(base_url).netloc}
        self.complaints = []
        self.context = chromium.new_context(
            viewport=size,
            base_url=base_url,
            accept_downloads=True,
            locale="en-US",
            java_script_enabled=with_scripts,
        )
        self.context.on("request", self._only_our_host)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", self._only_what_the_policy_allows)

    def _only_what_the_policy_allows(self, message):
        if "Content Security Policy" in message.text:
            self.complaints.append(f"policy: {message.text}")

    def _only_our_host(self, request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc not in self.hosts:
            self.complaints.append(f"foreign host: {request.url}")

    def go(self, path):
        return self.page.goto(path)

    def sign_in(self, login, password=DEMO_PASSWORD):
        """Sign in on the page that is open, or on the sign-in page."""
        if not re.search(r"/web/login|/assistance/sign-in", self.page.url):
            self.go("/web/login")
        self.page.fill("#login", login)
        self.page.fill("#password", password)
        self.page.locator(".oe_login_form button[type=submit]").click()
        self.page.wait_for_url(lambda url: not re.search("/web/login|/sign-in", url))

    def shot(self, name, full_page=False):
        """A picture for docs/walkthrough, when pictures are wanted."""
        if "WALKTHROUGH_DIR" in os.environ:
            keep_picture(name, self.page.screenshot(full_page=full_page))

    def fits(self):
        """No page may need sideways scrolling."""
        self.page.wait_for_load_state()  # there is no document between two pages
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"], f"{self.page.url} is {width} px wide"

    def picture_of_failure(self, name):
        """Save the last page beside the server's log."""
        folder = Path(os.environ["E2E_LOG"]).parent
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)

    def close(self):
        self.context.close()
        assert not self.complaints, self.complaints


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    item.failed = getattr(item, "failed", False) or report.failed
    return report


@pytest.fixture
def visit(request, chromium, base_url):
    """visit(size): a new person's browser; all are closed and checked at the end."""
    visitors = []

    def open_browser(size=DESKTOP, with_scripts=True):
        visitors.append(Visitor(chromium, base_url, size, with_scripts))
        return visitors[-1]

    yield open_browser
    for number, visitor in enumerate(visitors):
        if request.node.failed:
            visitor.picture_of_failure(f"failed-{request.node.name}-{number}")
    for visitor in visitors:
        visitor.close()
