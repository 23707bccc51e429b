"""The scanner's own verifier, in a browser and in Node.js, on tokens of the server's code.

Node.js alone (``-k node``) needs no server and no database.
"""

import base64
import datetime
import hashlib
import json
import time
import zlib
from dataclasses import replace
from functools import partial

import cbor2
import pytest
import scanner
from scanner import tool

payload, cose, keys = tool("payload"), tool("cose"), tool("keys")
base45, codes_of, status_list = tool("base45"), tool("codes"), tool("status_list")
jws, signatures = tool("jws"), tool("signatures")

NOW = int(time.time())
DAY = 86400
ISSUER = "https://assist.example.org"
PRIVATE, PUBLIC = keys.generate()
OTHER_PRIVATE, OTHER_PUBLIC = keys.generate()
GONE_PRIVATE, GONE_PUBLIC = keys.generate()
EC_PRIVATE, EC_PUBLIC = keys.generate(signatures.ES256)
KID, GONE_KID, EC_KID = (keys.kid_of(public) for public in (PUBLIC, GONE_PUBLIC, EC_PUBLIC))
CLAIMS = payload.Claims(
    issuer=ISSUER,
    not_before=NOW - DAY,
    expires=NOW + 30 * DAY,
    cti=bytes(range(16)),
    number="V2026-0000012",
    program="Immediate Assistance",
    masked_name="Ä•••• K••••",
    amount_minor=10_000_000,
    currency="USD",
    birth_year=1984,
    status_index=5,
)
READ = {
    "issuer": ISSUER,
    "expires": CLAIMS.expires,
    "notBefore": CLAIMS.not_before,
    "cti": list(CLAIMS.cti),
    "name": CLAIMS.masked_name,
    "number": CLAIMS.number,
    "program": CLAIMS.program,
    "birthYear": 1984,
    "amountMinor": CLAIMS.amount_minor,
    "currency": "USD",
    "statusIndex": 5,
}
SIZE = 16
JUDGE = """
async ({bundle, texts, now, without, skew}) => {
    const load = (name) => import(`/g2p_voucher_scan/static/src/scanner/${name}.js`);
    const {judge} = await load("judge");
    const {Trust} = await load("trust");
    const real = crypto.subtle.importKey;
    if (without) {
        crypto.subtle.importKey = async () => { throw new DOMException("x", "NotSupportedError"); };
    }
    const trust = new Trust({getItem: () => null, setItem() {}});
    trust.isFar = () => false;  // the limits for dates are tested in test_scanner.py
    trust.take(bundle, "");
    trust.record.phone += skew;
    const found = [];
    for (const text of texts) {
        const {verdict, code, claims} = await judge(text, trust, now * 1000 + skew);
        found.push([verdict, code, claims && {...claims, cti: [...claims.cti]}]);
    }
    crypto.subtle.importKey = real;
    return found;
}
"""


def bundle(**changes):
    known = [
        {**keys.jwk(KID, PUBLIC), "state": "active"},
        {**keys.jwk(GONE_KID, GONE_PUBLIC), "state": "revoked"},
        {**keys.jwk(EC_KID, EC_PUBLIC, signatures.ES256), "state": "published"},
    ]
    return {
        "format": 1,
        "sequence": 7,
        "time": NOW,
        "keys": [{**key, "iss": ISSUER} for key in known],
        "digits": {},
        "status": {
            "bits": 2,
            "size": SIZE,
            "lst": status_list.pack(SIZE, {1: [1, 11], 2: [2], 3: [3]}),
        },
        **changes,
    }


def token(claims=CLAIMS, private=PRIVATE, kid=KID):
    return payload.pack(cose.sign1(claims.encode(), private, kid.encode()))


def raw(text):
    return zlib.decompress(base45.decode(text))


def parts(text):
    return list(cbor2.loads(raw(text)).value)


def packed(*found, tag=18):
    return payload.pack(cbor2.dumps(cbor2.CBORTag(tag, list(found))))


def signed(header, body=None, unprotected=None, alg=signatures.EDDSA):
    """A message with any header, correctly signed by a known key."""
    protected, body = cbor2.dumps(header), body or CLAIMS.encode()
    private = PRIVATE if alg == signatures.EDDSA else EC_PRIVATE
    signature = signatures.sign(alg, private, cbor2.dumps(["Signature1", protected, b"", body]))
    return packed(protected, unprotected or {}, body, signature)


def es256(alg=-7, kid=EC_KID):
    return signed({1: alg, 4: kid.encode()}, alg=signatures.ES256)


def jwt(claims=None, private=EC_PRIVATE, kid=EC_KID):
    return jws.sign(CLAIMS.encode_json() if claims is None else claims, private, kid)


def respelled(text, header=None, members=None):
    """The JWT with another header or payload, and its former signature."""
    parts = text.split(".")
    for at, value in ((0, header), (1, members)):
        if value is not None:
            parts[at] = encoded(value)
    return ".".join(parts)


def encoded(value):
    data = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def page(chromium, base_url):
    one = scanner.Scanner(chromium, base_url, service_workers="block")
    one.open(kept=False)
    # the keys' dates are as old as this module; on a slow machine they would expire
    one.page.clock.set_fixed_time(datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc))
    yield one.page
    one.close()


@pytest.fixture(scope="module", params=["browser", "node"])
def run(request):
    """run(source, argument): the result of a function that imports the scanner's scripts."""
    if request.param == "node":
        return partial(scanner.in_node, now=NOW)
    return request.getfixturevalue("page").evaluate


def judge_by(run):
    """judge(texts): [(verdict, code, claims)] of each."""

    def judge(*texts, now=NOW, without=False, skew=0, **changes):
        values = {"texts": texts, "now": now, "without": without, "skew": skew}
        return run(JUDGE, {"bundle": bundle(**changes), **values})

    return judge


@pytest.fixture(scope="module")
def judge(run):
    return judge_by(run)


def codes(found):
    return [code for _verdict, code, _claims in found]


@pytest.mark.parametrize("without", [False, True], ids=["WebCrypto", "noble"])
def test_a_genuine_token_is_read_in_full(judge, without):
    [(verdict, code, claims)] = judge(token(), without=without)
    assert (verdict, code) == ("usable", "ok")
    assert claims == READ


def test_a_jwt_has_the_same_claims(judge):
    assert judge(jwt()) == [["usable", "ok", READ]]
    assert codes(judge(jwt(replace(CLAIMS, status_index=1).encode_json()))) == ["redeemed"]


@pytest.mark.parametrize("without", [False, True], ids=["WebCrypto", "noble"])
def test_every_flipped_bit_is_refused(judge, without):
    data = raw(token())
    # every bit with WebCrypto; one bit per byte with noble, which takes milliseconds each
    bits = [at % 8 for at in range(len(data))] if without else None
    flips = [
        (at, bit) for at in range(len(data)) for bit in (range(8) if bits is None else [bits[at]])
    ]
    texts = []
    for at, bit in flips:
        changed = bytearray(data)
        changed[at] ^= 1 << bit
        texts.append(payload.pack(bytes(changed)))
    found = judge(*texts, without=without)
    assert len(found) == len(flips) >= len(data)
    assert {verdict for verdict, _code, _claims in found} == {"forged"}


def test_every_changed_character_of_the_text_is_refused(judge):
    text = token()
    texts = [
        text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :] for at in range(len(text))
    ]
    # up to seven bits between the compressed data and its checksum are padding
    texts = [changed for changed in texts if not is_same(changed, text)]
    assert len(texts) >= len(text) - 1
    assert {verdict for verdict, _code, _claims in judge(*texts)} == {"forged"}


def is_same(text, other):
    """Whether both texts contain the same message."""
    try:
        return raw(text) == raw(other)
    except (ValueError, zlib.error):
        return False


def test_every_changed_character_of_a_jwt_is_refused(judge):
    text = jwt()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    texts = [
        text[:at] + alphabet[(alphabet.find(text[at]) + 1) % 64] + text[at + 1 :]
        for at in range(len(text))
    ]
    texts += [text[:at] for at in range(len(text))] + [text + more for more in ("A", "=", ".e30")]
    assert {verdict for verdict, _code, _claims in judge(*texts)} == {"forged"}


def test_a_jwt_of_another_form_or_algorithm_is_refused(judge):
    head = {"alg": "ES256", "kid": EC_KID, "typ": "JWT"}
    members = json.loads(CLAIMS.encode_json())
    none = respelled(jwt(), {**head, "alg": "none"})
    swapped = [
        respelled(jwt(), {**head, "alg": alg}) for alg in ("HS256", "EdDSA", "RS256", "es256")
    ]
    more = [respelled(jwt(), {**head, "crit": ["x"]}), respelled(jwt(), {"alg": "ES256"})]
    assert set(codes(judge(none, none.rsplit(".", 1)[0] + ".", *swapped, *more))) == {"malformed"}
    richer = respelled(jwt(), members={**members, "amount_minor": 1})
    other = jwt(private=signatures.generate(signatures.ES256)[0])
    assert codes(judge(richer, other, jwt(kid=KID))) == ["bad_signature"] * 3
    assert codes(judge(jwt(kid="NOBODY22"))) == ["unknown_key"]
    doubled = CLAIMS.encode_json().replace(b'"currency"', b'"amount_minor":1,"currency"')
    signed_wrongly = [doubled, b"[]", b"null", b'{"ver":1}', CLAIMS.encode_json() + b" "]
    signed_wrongly += [
        json.dumps({**members, **change}, separators=(",", ":")).encode()
        for change in ({"exp": "1"}, {"nbf": 1.5}, {"jti": "zz"}, {"ver": 2}, {"admin": 1})
    ]
    assert set(codes(judge(*[jwt(claims) for claims in signed_wrongly]))) == {"malformed"}


def test_cut_and_lengthened_texts_are_refused(judge):
    text, data = token(), raw(token())
    texts = [text[:at] for at in range(len(text))]
    texts += [payload.pack(data + more) for more in (b"\0", b"\xf6", data)]
    texts += [payload.pack(data[:at]) for at in range(0, len(data), 7)]
    assert set(codes(judge(*texts))) == {"malformed"}


def test_data_after_the_compressed_stream_is_refused(page):
    # only in the browser: Node.js's DecompressionStream ignores data after the stream
    texts = [token() + more for more in ("0", "00", "000", "ABC", token())]
    assert set(codes(judge_by(page.evaluate)(*texts))) == {"malformed"}


def test_huge_and_malformed_texts_are_refused(judge):
    bomb = base45.encode(zlib.compress(bytes(2_000_000), 9))
    deep = payload.pack(b"\x81" * 60 + b"\x00")
    texts = [
        "",
        " ",
        "x",
        "😀",
        "\0",
        "A" * 5000,
        bomb,
        deep,
        payload.pack(b"\x9a\xff\xff\xff\xff"),
    ]
    texts += [payload.pack(cbor2.dumps(value)) for value in (1, "a", [], {}, [1, 2, 3, 4], None)]
    assert set(codes(judge(*texts))) == {"malformed"}


def test_the_wrong_key_and_an_unknown_one(judge):
    found = judge(token(private=OTHER_PRIVATE), token(OTHER_PRIVATE and CLAIMS, kid="NOBODY22"))
    assert codes(found) == ["bad_signature", "unknown_key"]
    assert [claims for _verdict, _code, claims in found] == [None, None]


def test_the_algorithm_is_the_keys(judge):
    kid = KID.encode()
    none, swapped = signed({1: 0, 4: kid}), signed({1: -7, 4: kid})
    assert codes(judge(none, swapped, es256(alg=-8))) == ["bad_signature"] * 3
    missing, unprotected = signed({4: kid}), signed({4: kid}, unprotected={1: -8})
    text, extra = signed({1: "EdDSA", 4: kid}), signed({1: -8, 2: [1], 4: kid})
    assert set(codes(judge(missing, unprotected, text, extra))) == {"malformed"}


def test_es256_keys_verify(judge):
    assert codes(judge(es256(), es256(kid=KID))) == ["ok", "bad_signature"]
    assert judge(es256(), without=True)[0][:2] == ["unsure", "no_crypto"]


def test_a_revoked_key_is_not_trusted(judge):
    assert codes(judge(token(private=GONE_PRIVATE, kid=GONE_KID))) == ["key_revoked"]


def test_another_instance_with_the_same_key_id_is_refused(judge):
    assert codes(judge(token(replace(CLAIMS, issuer="https://other.example")))) == ["malformed"]


def test_a_token_of_another_profile_is_refused(judge):
    claims = cbor2.loads(CLAIMS.encode())
    kid = {1: -8, 4: KID.encode()}
    broken = []
    for key in claims:
        broken.append(cbor2.dumps({k: v for k, v in claims.items() if k != key}))
    for key, value in ((4, "soon"), (4, 1.5), (7, "text"), (169, []), (-70001, {9: 2})):
        broken.append(cbor2.dumps({**claims, key: value}))
    found = judge(*[signed(kid, body) for body in broken])
    assert set(codes(found)) == {"malformed"}


def test_bare_and_cwt_tagged_messages_are_read(judge):
    found = parts(token())
    bare = payload.pack(cbor2.dumps(found))
    cwt = payload.pack(cbor2.dumps(cbor2.CBORTag(61, cbor2.CBORTag(18, found))))
    assert codes(judge(bare, cwt)) == ["ok", "ok"]
    assert codes(judge(packed(*found, tag=98), packed(*found, tag=61))) == ["malformed"] * 2


def test_dates_are_checked(judge):
    expired = token(replace(CLAIMS, expires=NOW - 1))
    early = token(replace(CLAIMS, not_before=NOW + DAY))
    assert codes(judge(expired, early)) == ["expired", "not_yet_valid"]
    assert codes(judge(token(), now=CLAIMS.expires - 1, time=CLAIMS.expires - 60)) == ["clock"]
    assert codes(judge(token(), now=CLAIMS.expires)) == ["expired"]


def test_the_status_list_is_checked(judge):
    texts = [token(replace(CLAIMS, status_index=index)) for index in (1, 11, 2, 3, 4, 0, 16, 2**40)]
    assert codes(judge(*texts)) == [
        *("redeemed", "redeemed", "revoked", "suspended", "ok"),
        *("unlisted", "unlisted", "unlisted"),
    ]
    assert judge(texts[5])[0][0] == "unsure"


def test_old_data_is_not_certain(judge):
    now = NOW + DAY + 60
    assert codes(judge(token(), now=NOW + DAY - 60)) == ["ok"]
    assert judge(token(), now=now)[0][:2] == ["unsure", "old"]
    assert judge(token(kid="NOBODY22"), now=now)[0][:2] == ["unsure", "unknown_key_old"]
    redeemed = token(replace(CLAIMS, status_index=1))
    assert judge(redeemed, now=now)[0][:2] == ["unusable", "redeemed"]


@pytest.mark.parametrize("hours", [-5, 5, 24 * 400])
def test_a_wrong_clock_is_reported_and_not_trusted(judge, hours):
    skew = hours * 3600 * 1000
    early = token(replace(CLAIMS, not_before=NOW + DAY))
    past = token(replace(CLAIMS, expires=NOW - 1))
    found = judge(token(), early, past, skew=skew)
    assert [entry[:2] for entry in found] == [
        ["unsure", "clock"],
        ["unsure", "clock"],
        ["unusable", "expired"],
    ]


# === Changes since the known bundle === #

CLOSED = {1: [1, 11], 2: [2], 3: [3]}  # as in bundle()
FOLLOW = """
async ([known, deltas]) => {
    const {applyDelta} = await import("/g2p_voucher_scan/static/src/scanner/delta.js");
    const found = [];
    for (const delta of deltas) {
        found.push(await applyDelta(known, delta).catch((error) => error.name));
    }
    return found;
}
"""
#: a phone with a bundle gets one answer after the other: its result, its requests and its data
SYNC = """
async ([known, answers, old]) => {
    const {Trust} = await import("/g2p_voucher_scan/static/src/scanner/trust.js");
    const real = [globalThis.fetch, globalThis.CompressionStream];
    const asked = [];
    globalThis.fetch = async (address, {headers}) => {
        asked.push([address, headers["If-None-Match"] ?? null]);
        const answer = answers.shift();
        return new Response(JSON.stringify(answer), {headers: {ETag: answer.tag ?? "new"}});
    };
    if (old) {
        globalThis.CompressionStream = undefined;
    }
    const trust = new Trust({getItem: () => null, setItem() {}});
    if (known) {
        trust.take(known, "known");
    }
    const says = await trust.sync();
    [globalThis.fetch, globalThis.CompressionStream] = real;
    return {says, asked, record: trust.record, left: answers.length};
}
"""


def digest_of(indexes, size=SIZE):
    return hashlib.sha256(status_list.bits(size, indexes)).hexdigest()


def delta(changed=([], [4], [], []), leads_to=None, size=SIZE, after=7, **changes):
    """A server's answer to a phone with bundle(): place 4 was redeemed."""
    digest = digest_of(leads_to or {**CLOSED, 1: [1, 11, 4]}, size)
    status = {"bits": 2, "size": size, "changed": list(changed), "digest": digest}
    return {
        **{name: value for name, value in bundle(sequence=8).items() if name != "status"},
        "after": after,
        "status": {**status, **changes.pop("status", {})},
        **changes,
    }


def statuses(found):
    status = found["status"]
    return status_list.read(status["lst"], status["size"])


def test_a_change_turns_the_phones_bundle_into_the_servers(run):
    changed = [[11], [4, 5], [], [2]]
    wanted = {1: [1, 4, 5], 3: [2, 3]}
    more = delta(changed, wanted, keys=[], digits={"XAF": 0})
    [found] = run(FOLLOW, [bundle(), [more]])
    assert statuses(found) == status_list.read(status_list.pack(SIZE, wanted), SIZE)
    assert (found["sequence"], found["keys"], found["digits"]) == (8, [], {"XAF": 0})
    assert set(found) == set(bundle())


def test_a_change_makes_the_list_longer(run):
    wanted = {**CLOSED, 2: [2, 60]}
    [found] = run(FOLLOW, [bundle(), [delta([[], [], [60], []], wanted, size=64)]])
    assert statuses(found) == status_list.read(status_list.pack(64, wanted), 64)


def test_a_change_applies_only_to_the_bundle_before_it(run):
    good = delta()
    odd = [
        delta(after=6),
        delta(after="7"),
        delta(after=None),
        {**good, "status": None},
        delta(leads_to=CLOSED),
        *(delta(status={"digest": value}) for value in ("", None, "0" * 64, 7)),
        *(delta(status={"size": value}) for value in (0, -16, 8, 17, 1 << 26, "16", None)),
        *(delta(status={"bits": value}) for value in (1, None)),
        *(
            delta(status={"changed": value})
            for value in (None, {}, [], [[4]], [[], [4], [], [], []])
        ),
        *(delta([[], [place], [], []]) for place in (0, -1, 16, 4.5, "4", None, [4], 1 << 53)),
    ]
    assert run(FOLLOW, [bundle(), [good]])[0]["sequence"] == 8
    found = run(FOLLOW, [bundle(), odd])
    assert found == [None] * len(odd)
    other = bundle()
    other["status"] = {**other["status"], "lst": status_list.pack(SIZE, {1: [1]})}
    assert run(FOLLOW, [other, [good]]) == [None], "one place differs"


def test_a_phone_fetches_changes_and_stores_the_whole(run):
    heard = run(SYNC, [bundle(), [{**delta(), "tag": "T8"}], False])
    assert (heard["says"], heard["left"]) == ("new", 0)
    assert heard["asked"] == [["/voucher/trust?after=7", "known"]]
    assert heard["record"]["tag"] == "T8"
    assert statuses(heard["record"]["bundle"])[:6] == [0, 1, 2, 3, 1, 0]


@pytest.mark.parametrize(
    "answer", [delta(leads_to=CLOSED), delta(after=6), delta(status={"changed": 1})]
)
def test_a_change_that_does_not_fit_makes_the_phone_fetch_everything(run, answer):
    heard = run(SYNC, [bundle(), [answer, bundle(sequence=9)], False])
    assert (heard["says"], heard["left"]) == ("new", 0)
    assert heard["asked"][1:] == [["/voucher/trust", None]]
    assert heard["record"]["bundle"] == bundle(sequence=9)
    # and without an answer it keeps its data
    heard = run(SYNC, [bundle(), [answer, answer], False])
    assert (heard["says"], heard["record"]["bundle"]) == ("unreachable", bundle())


def test_the_result_of_a_change_obeys_the_rules_for_a_bundle(run):
    for changes, says in (
        ({"sequence": 6}, "refused"),
        ({"time": NOW - 2 * DAY}, "refused"),
        ({"time": NOW + 2 * DAY}, "far"),
    ):
        heard = run(SYNC, [bundle(), [delta(**changes)], False])
        assert (heard["says"], heard["record"]["bundle"]) == (says, bundle()), changes
    heard = run(SYNC, [bundle(), [delta(sequence=2**53), bundle(sequence=9)], False])
    assert (heard["says"], len(heard["asked"])) == ("new", 2)


def test_a_whole_bundle_is_always_accepted(run):
    whole = bundle(sequence=9)
    assert run(SYNC, [bundle(), [whole], False])["record"]["bundle"] == whole
    # a browser without compression, and a phone without data, request only this
    for known, old in ((bundle(), True), (None, False)):
        heard = run(SYNC, [known, [whole], old])
        assert heard["asked"] == [["/voucher/trust", known and "known"]]
        assert heard["record"]["bundle"] == whole
    heard = run(SYNC, [None, [delta(), delta()], False])
    assert (heard["says"], heard["record"]) == ("unreachable", None)


def test_a_list_being_unpacked_is_not_mixed_up_with_a_newer_one(run):
    newer = bundle(
        sequence=8, status={"bits": 2, "size": SIZE, "lst": status_list.pack(SIZE, {1: [6]})}
    )
    found = run(
        """async ([known, newer]) => {
            const {Trust} = await import("/g2p_voucher_scan/static/src/scanner/trust.js");
            const trust = new Trust({getItem: () => null, setItem() {}});
            trust.take(known, "");
            const asked = trust.status(6);
            trust.take(newer, "");
            return [await asked, await trust.status(6), await trust.status(1)];
        }""",
        [bundle(), newer],
    )
    assert found == [0, 1, 0]


# === Requests to the server === #


def test_typed_codes_are_parsed_like_on_the_server(run):
    right = [codes_of.generate() for _code in range(100)]
    texts = [codes_of.grouped(code).lower().replace("0", "o") for code in right]
    texts += [code[:at] + "Z" + code[at + 1 :] for code in right[:9] for at in range(14)]
    # as pasted by telephones, and with digits of other scripts
    texts += [f"\u202a{code[:4]}\u2011{code[4:]}\u200b\u2013\u202c" for code in right[:9]]
    other = [{ord("0") + at: first + at for at in range(10)} for first in (0x660, 0x6F0, 0xFF10)]
    texts += [code.translate(digits) for code in right[:9] for digits in other]
    texts += ["", "U" * 14, right[0] + "0", right[0][:-1], "0" * 1000]
    found = run(
        """async (texts) => {
            const {parseCode} = await import("/g2p_voucher_scan/static/src/scanner/code.js");
            return texts.map(parseCode);
        }""",
        texts,
    )
    assert found == [codes_of.parse(text) or "" for text in texts]
    assert found[:100] == right
    pasted = found[226:262]
    assert pasted == right[:9] + [code for code in right[:9] for _digits in other]


@pytest.mark.parametrize(
    ("local", "genuine", "usable", "code", "expected"),
    [
        (("usable", "ok"), True, True, "ok", ("usable", "ok")),
        (("unsure", "old"), True, True, "ok", ("usable", "ok")),
        (("usable", "ok"), True, False, "not_usable", ("unusable", "not_usable")),
        (("unusable", "redeemed"), True, False, "not_usable", ("unusable", "redeemed")),
        (("usable", "ok"), False, False, "not_genuine", ("forged", "not_genuine")),
        (("forged", "bad_signature"), False, False, "not_genuine", ("forged", "bad_signature")),
        (("usable", "ok"), True, False, "wrong_provider", ("unusable", "wrong_provider")),
    ],
)
def test_the_servers_verdict_is_shown_with_the_phones_reason(
    run, local, genuine, usable, code, expected
):
    answer = {"genuine": genuine, "usable": usable, "code": code, "message": "M", "details": {}}
    claims = {"number": "V1"}
    found = run(
        """async ([local, answer]) => {
            const {combine} = await import("/g2p_voucher_scan/static/src/scanner/online.js");
            return combine(local, answer);
        }""",
        [{"verdict": local[0], "code": local[1], "claims": claims}, answer],
    )
    assert (found["verdict"], found["code"]) == expected
    assert found["claims"] == (claims if genuine else None)
    assert found["message"] == ("M" if code == "wrong_provider" else "")
