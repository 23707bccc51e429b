"""A real OpenID provider on loopback (scripts/national_id), for the tests of signing in."""

import contextlib
import os
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from conftest import free_port

START_SECONDS = 60


@contextlib.contextmanager
def running(client, log):
    """The address of a provider that knows the server at this address; it ends with the block."""
    port = free_port()
    script = Path(os.environ["E2E_NATIONAL_ID"]) / "provider.mjs"
    environment = {**os.environ, "PORT": str(port), "CLIENT": client}
    with Path(log).open("w") as out:
        process = subprocess.Popen(
            ["node", str(script)], env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        issuer = f"http://127.0.0.1:{port}"
        _wait(process, issuer)
        yield issuer
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process, issuer):
    """Return when the provider describes itself; fail when it ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    address = f"{issuer}/.well-known/openid-configuration"
    while time.monotonic() < end:
        assert process.poll() is None, f"the ID provider ended with {process.returncode}"
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(address, timeout=10) as answer,  # noqa: S310
        ):
            assert answer.status == 200
            return
        time.sleep(0.2)
    pytest.fail(f"the ID provider did not answer within {START_SECONDS} seconds")
