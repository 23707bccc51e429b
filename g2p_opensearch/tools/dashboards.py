"""Imports the saved objects into OpenSearch Dashboards through its API."""

import json
import uuid
from pathlib import Path

import requests

from .engine import EngineAway, EngineMissing

FILE = Path(__file__).parent.parent / "dashboards" / "assistance.ndjson"
#: what index patterns in the file begin with
STEM = "g2p"
TIMEOUT = 60


def read():
    """The text of the file."""
    return FILE.read_text(encoding="utf-8")


def for_prefix(text, stem):
    """The file for indexes with another prefix.

    >>> line = '{"type": "index-pattern", "id": "x", "attributes": {"title": "g2p-claim"}}'
    >>> json.loads(for_prefix(line, "north"))["attributes"]["title"]
    'north-claim'
    """
    lines = []
    for line in filter(str.strip, text.splitlines()):
        item = json.loads(line)
        if item["type"] == "index-pattern":
            name = item["attributes"]["title"].removeprefix(f"{STEM}-")
            item["attributes"]["title"] = f"{stem}-{name}"
        lines.append(json.dumps(item, ensure_ascii=False, sort_keys=True))
    return "\n".join(lines) + "\n"


def send(settings, text):
    """Import, replacing objects with the same ids; return their number.

    :raises EngineAway: Dashboards does not answer, or refuses some objects
    """
    if not settings.dashboards_url:
        raise EngineMissing("dashboards_url")
    body, kind = _form(for_prefix(text, settings.stem))
    headers = {"osd-xsrf": "true", "Content-Type": kind}
    if settings.dashboards_tenant:
        headers["securitytenant"] = settings.dashboards_tenant
    try:
        answer = requests.post(
            f"{settings.dashboards_url.rstrip('/')}/api/saved_objects/_import?overwrite=true",
            data=body,
            headers=headers,
            auth=(settings.dashboards_user, settings.dashboards_password),
            verify=settings.ca or True,
            timeout=TIMEOUT,
        )
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as err:
        raise EngineAway(f"Dashboards: {type(err).__name__}") from None
    if not found.get("success"):
        ids = ", ".join(str(error.get("id")) for error in found.get("errors", [])[:5])
        raise EngineAway(f"Dashboards refused: {ids}")
    return found.get("successCount", 0)


def _form(text):
    """The file as a form with one part: (bytes, content type)."""
    mark = uuid.uuid4().hex
    head = 'Content-Disposition: form-data; name="file"; filename="assistance.ndjson"'
    part = f"--{mark}\r\n{head}\r\nContent-Type: application/ndjson\r\n\r\n{text}\r\n--{mark}--\r\n"
    return part.encode(), f"multipart/form-data; boundary={mark}"
