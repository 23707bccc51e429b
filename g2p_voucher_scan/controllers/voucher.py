import hashlib
import json

from odoo import http
from odoo.http import request

from odoo.addons.g2p_voucher_key.token import keys

from ..tools import json_post

MAX_AGE = 3600  # seconds; a key is published long before it is active


class VoucherController(http.Controller):
    """Verification and public keys, for anybody."""

    @http.route(
        "/voucher/verify",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,  # only counts wrong codes; takes only JSON, which no other site's form can send
        save_session=False,
    )
    def verify(self, **_unused):
        """The verdict on a QR text or typed code; details are for provider staff only.

        static/openapi.json describes the API.
        """
        try:
            sent = json_post.read(request.httprequest, "text")
        except json_post.Refused as refused:
            headers = [("Content-Type", json_post.PROBLEM)]
            return request.make_json_response(refused.problem, headers, status=refused.status)
        answer = request.env["g2p.voucher"].verify(sent["text"])
        response = request.make_json_response(answer)
        if answer["code"] == "too_many":
            response.status_code = 429
            response.headers["Retry-After"] = str(request.env["g2p.voucher.wrong.code"]._wait())
        return response

    @http.route(
        ["/voucher/keys/jwks.json", "/.well-known/g2p-voucher/jwks.json"],
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,  # a shared cache must not serve somebody's session
    )
    def jwks(self):
        """Public keys as a JWK Set (RFC 7517)."""
        published = request.env["g2p.voucher.key"]._published()
        document = {"keys": [keys.jwk(key.kid, key._public_raw(), key.alg) for key in published]}
        body = json.dumps(document).encode()
        return self._cached(body, "application/jwk-set+json")

    @http.route(
        ["/voucher/keys/cose", "/.well-known/g2p-voucher/cose-keys"],
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,  # a shared cache must not serve somebody's session
    )
    def cose(self):
        """Public keys as a COSE_KeySet (RFC 9052)."""
        published = request.env["g2p.voucher.key"]._published()
        body = keys.cose_key_set([(key.kid, key._public_raw(), key.alg) for key in published])
        return self._cached(body, "application/cose-key-set")

    def _cached(self, body, content_type):
        """A response that scanners can cache and revalidate."""
        response = request.make_response(
            body,
            [
                ("Content-Type", content_type),
                ("Cache-Control", f"public, max-age={MAX_AGE}"),
                ("Access-Control-Allow-Origin", "*"),
            ],
        )
        response.set_etag(hashlib.sha256(body).hexdigest()[:32])
        return response.make_conditional(request.httprequest)
