"""The public scanner page: a person's actions, and pictures for its camera."""

import importlib
import io
import json
import os
import subprocess
import sys
import types
from pathlib import Path

import qrcode
from conftest import DATABASE, PHONE
from PIL import Image

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).parent / "node" / "run.mjs"
PAGE = "/voucher/scan"
SHEET = (1280, 720)  # of the fake camera
GREY = (120, 115, 110)


def tool(name):
    """A module of the token or of g2p_voucher_qr/tools, without Odoo."""
    package = sys.modules.setdefault("voucher_tools", types.ModuleType("voucher_tools"))
    folders = ("g2p_voucher_key/token", "g2p_voucher_qr/tools")
    package.__path__ = [str(ROOT / folder) for folder in folders]
    return importlib.import_module(f"voucher_tools.{name}")


def in_node(source, argument, now):
    """The result of a JavaScript function in Node.js; scripts have the page's addresses.

    :param int now: the clock that the scripts see, in seconds
    """
    given = json.dumps({"source": source, "argument": argument, "now": now * 1000})
    done = subprocess.run(
        ["node", RUNNER], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def query(sql):
    """The first column of a query on the tests' database."""
    command = ["psql", "-d", DATABASE, "-Atc", sql]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def execute(sql):
    """Change the tests' database directly."""
    subprocess.run(["psql", "-d", DATABASE, "-qc", sql], check=True)


def code(text):
    return qrcode.make(text, error_correction=qrcode.constants.ERROR_CORRECT_M).convert("RGB")


def picture(text):
    """PNG bytes of a QR code."""
    out = io.BytesIO()
    code(text).save(out, "PNG")
    return out.getvalue()


def hold_to_camera(text, path):
    """A video of a voucher held slightly askew, for Chromium's fake camera."""
    sheet = Image.new("RGB", SHEET, GREY)
    paper = code(text).resize((430, 430)).rotate(6, expand=True, fillcolor="white")
    sheet.paste(paper, (400, 120))
    frame = io.BytesIO()
    sheet.save(frame, "JPEG", quality=80)
    path.write_bytes(frame.getvalue() * 4)


def camera_options(path):
    return [
        "--no-sandbox",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


class Scanner:
    """A person with a phone and the scanner page."""

    def __init__(self, browser, base_url, **options):
        self.context = browser.new_context(
            **{"viewport": PHONE, "base_url": base_url, "locale": "en-US", **options}
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.context.on("request", self._judge_host)
        self.base_url = base_url

    def _judge_host(self, request):
        if not request.url.startswith((self.base_url, "data:", "blob:")):
            self.complaints.append(f"foreign host: {request.url}")

    def open(self, kept=True):
        """Open the page; with `kept`, wait until it is stored on the phone."""
        self.page.goto(PAGE)
        if kept:
            self.page.locator("#knowledge", has_text="Ready, also offline").wait_for()

    def go_offline(self):
        self.context.set_offline(True)
        self.page.locator("#knowledge[data-state=offline]").wait_for()

    def scan(self):
        self.page.get_by_role("button", name="Scan with the camera").click()
        return self.verdict()

    def show_photo(self, text):
        """(verdict, words) of a photo of a QR code."""
        self.page.set_input_files(
            "#photo", {"name": "v.png", "mimeType": "image/png", "buffer": picture(text)}
        )
        return self.verdict()

    def type_code(self, text):
        self.page.fill("#code", text)
        self.page.get_by_role("button", name="Check", exact=True).click()

    def verdict(self):
        shown = self.page.locator("#verdict")
        shown.wait_for()
        return shown.get_attribute("data-verdict"), shown.inner_text()

    def next(self):
        self.page.get_by_role("button", name="Check the next voucher").click()
        self.page.locator("#verdict").wait_for(state="hidden")

    def status(self):
        return self.page.locator("#status")

    def remember(self, change):
        """Change the page's stored data: `change` is JavaScript on `record`."""
        self.page.evaluate(
            f"""() => {{
                const record = JSON.parse(localStorage.g2p_voucher_trust);
                {change};
                localStorage.g2p_voucher_trust = JSON.stringify(record);
            }}"""
        )

    def shot(self, name):
        folder = os.environ.get("WALKTHROUGH_DIR")
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def fits(self):
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"]

    def close(self):
        self.context.close()
        assert not self.complaints, self.complaints
