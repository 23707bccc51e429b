import json
import re
from pathlib import Path

from odoo import http
from odoo.http import request
from odoo.tools.misc import file_path

from odoo.addons.g2p_suite_page.controllers import page

from ..tools import scan_files

TRUST_AGE = 60  # seconds that a cache in front may answer
SEQUENCE = re.compile("[0-9]{1,16}")
FALLBACK = "web/static/lib/zxing-library/zxing-library.js"
PAGE = "/voucher/scan"
POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "connect-src": "'self'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "img-src": "'self' blob: data:",
    "manifest-src": "'self'",
    "media-src": "'self' blob:",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "worker-src": "'self'",
}
PAGE_HEADERS = [
    ("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in POLICY.items())),
    ("Permissions-Policy", "camera=(self), microphone=(), geolocation=()"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-cache"),
    ("Vary", "Accept-Language, Cookie"),
]


def _sequence(text):
    """The sequence number sent by a scanner; None for anything else."""
    return int(text) if SEQUENCE.fullmatch(text) else None


class ScanController(http.Controller):
    """The data that scanners trust, and the scanner page; for anybody."""

    @http.route(
        "/voucher/trust",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def trust(self, after="", **_query):
        """Public keys with their state, the status list, a sequence number, the time.

        With the scanner's sequence, only the changes since then, if that is shorter. Never from a
        replica, which may lag behind: scanners refuse older data.
        """
        trust = request.env["g2p.voucher.trust"]
        tag, known = trust._last().tag, request.httprequest.if_none_match
        body = "" if known.contains_weak(tag) else trust._bundle(_sequence(after))[1]
        response = request.make_response(
            body,
            [
                ("Content-Type", "application/json"),
                ("Cache-Control", f"public, max-age={TRUST_AGE}"),
                ("Access-Control-Allow-Origin", "*"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        # weak: the time in it differs
        response.set_etag(tag, weak=True)
        return response.make_conditional(request.httprequest)

    @http.route("/voucher", type="http", auth="public", methods=["GET"], save_session=False)
    def short(self):
        """Redirect from the short address that is printed on paper."""
        return request.redirect(PAGE)

    @http.route(
        PAGE, type="http", auth="public", methods=["GET"], readonly=True, save_session=False
    )
    def scan(self, **_query):
        """The scanner: the same page for everybody, so that the phone can store it."""
        return request.make_response(
            self._page(), [("Content-Type", "text/html; charset=utf-8"), *PAGE_HEADERS]
        )

    @http.route(
        f"{PAGE}-app.webmanifest",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def manifest(self):
        """The manifest for installing the page on a phone."""
        icons = f"{scan_files.ADDRESS}/src/img/scanner"
        env = page.translated()
        values = {
            "id": PAGE,
            "name": env._("Voucher check"),
            "short_name": env._("Vouchers"),
            "description": env._("Checks whether a voucher is genuine, also offline."),
            "start_url": PAGE,
            "scope": PAGE,
            "display": "standalone",
            "orientation": "any",
            "background_color": "#f4f6f8",
            "theme_color": "#0b3d2e",
            "icons": [
                {"src": f"{icons}-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
                for size in (192, 512)
            ]
            + [
                {
                    "src": f"{icons}-maskable.png",
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "maskable",
                }
            ],
        }
        return request.make_response(
            json.dumps(values),
            [("Content-Type", "application/manifest+json"), ("Cache-Control", "no-cache")],
        )

    @http.route(
        f"{PAGE}-worker.js",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def worker(self):
        """The service worker, which stores one version of the page and its files."""
        files = scan_files.listed((f"/{FALLBACK}", Path(file_path(FALLBACK))))
        shell = {
            "page": PAGE,
            "version": scan_files.version(files, self._page().encode()),
            "files": [PAGE, *[address for address, _path in files]],
        }
        code = (scan_files.STATIC / scan_files.SOURCES / scan_files.WORKER).read_text()
        return request.make_response(
            f"self.SHELL = {json.dumps(shell)};\n{code}",
            [
                ("Content-Type", "text/javascript; charset=utf-8"),
                ("Cache-Control", "no-cache"),
                ("Service-Worker-Allowed", PAGE),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _page(self):
        """The page as text."""
        env = page.translated()
        title = env._("Voucher check")
        return page.render(
            env, "g2p_voucher_scan.scan_page", static=scan_files.ADDRESS, title=title
        )
