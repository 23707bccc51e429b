"""Checks of a whole page, for the tests of addons with pages."""

import gzip
import re
from urllib.parse import urlsplit

from lxml import html

#: bytes of the first load of a page, compressed (gzip 6, as a proxy does)
MOST = 150 * 1024
#: and of the page itself, which is loaded each time
MOST_AGAIN = 30 * 1024
#: parts that are loaded with the page
PARTS = (
    "//link[@rel='stylesheet']/@href",
    "//script/@src",
    "//img/@src",
    "//link[@rel='icon']/@href",
)
#: attributes that run code: the policy refuses them, so none may be written
RUNS = re.compile(r"on[a-z]+")


def _wire(response):
    """Bytes of a response on the wire: its headers, and its body as a proxy compresses it."""
    headers = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    kind = response.headers.get("Content-Type", "")
    is_text = kind.startswith("text/") or "javascript" in kind or "svg" in kind
    body = response.content
    return headers + (min(len(gzip.compress(body, 6)), len(body)) if is_text else len(body))


def parts(response):
    """The addresses that a browser loads with the page, without what a script loads later."""
    tree = html.fromstring(response.text)
    return sorted({address for path in PARTS for address in tree.xpath(path)})


def first_load(case, response):
    """(address, bytes) of the page and of each of its parts, as a phone loads them first."""
    sizes = [(response.url, _wire(response))]
    for address in parts(response):
        part = case.url_open(address)
        case.assertEqual(part.status_code, 200, address)
        sizes.append((address, _wire(part)))
    return sizes


def assert_light(case, response):
    """The page keeps to its weight."""
    sizes = first_load(case, response)
    case.assertLess(sum(size for _address, size in sizes), MOST, sizes)
    case.assertLess(sizes[0][1], MOST_AGAIN, sizes[0])


def assert_own(case, response):
    """Nothing inline, nothing of another host, no bundle of Odoo, and a policy that says so."""
    policy = response.headers["Content-Security-Policy"]
    case.assertIn("default-src 'none'", policy)
    case.assertIn("script-src 'self'", policy)
    case.assertNotIn("unsafe-inline", policy)
    case.assertNotIn("unsafe-eval'", policy.replace("'wasm-unsafe-eval'", ""))
    tree = html.fromstring(response.text)
    case.assertEqual(tree.xpath("//script[not(@src)]"), [])
    case.assertEqual(tree.xpath("//script[not(@type='module')]"), [])
    case.assertEqual(tree.xpath("//style"), [])
    case.assertEqual(tree.xpath("//*[@style]"), [])
    runs = [name for node in tree.iter() for name in getattr(node, "attrib", ())]
    case.assertEqual([name for name in runs if RUNS.fullmatch(name)], [])
    for address in parts(response):
        case.assertFalse(urlsplit(address).netloc, address)
        case.assertNotIn("/web/assets/", address)


def assert_framed(case, response, status):
    """An error page in the frame: exactly this status, a heading, and a way on that exists."""
    case.assertEqual(response.status_code, status, response.url)
    assert_own(case, response)
    tree = html.fromstring(response.text)
    case.assertEqual(len(tree.xpath("//main//h1")), 1)
    [way] = tree.xpath("//main//a[contains(@class, 'btn-primary')]/@href")
    case.assertTrue(way.startswith("/"), way)
    return way
