"""The scripts' settings fit together: no server opens more connections than allowed."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: reserved by PostgreSQL for superusers, and for psql
RESERVED = 10
#: of the scheduler (listening and working) and of the bus
BESIDE_REQUESTS = 4


def _settings():
    text = (ROOT / "scripts" / "lib.sh").read_text()
    names = ("MAX_CONNECTIONS", "DB_MAXCONN", "MAX_HTTP_THREADS")
    return tuple(int(re.search(rf"^{name}=([0-9]+)$", text, re.MULTILINE)[1]) for name in names)


def _cluster(name, tmp_path):
    """The settings that scripts/pg.sh would write, with nothing started."""
    script = (ROOT / "scripts" / "pg.sh").read_text()
    function = re.search(r"^settings\(\) \{.*?^\}$", script, re.MULTILINE | re.DOTALL)[0]
    command = f"name={name}; sock=s; MAX_CONNECTIONS={_settings()[0]}; {function}; settings"
    done = subprocess.run(
        ["bash", "-euc", command], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    return dict(line.split(" = ", 1) for line in done.stdout.splitlines())


def test_the_pool_of_a_server_fits_the_cluster():
    most, pool, _threads = _settings()
    assert pool <= most - RESERVED


def test_every_request_finds_a_second_connection():
    _most, pool, threads = _settings()
    assert 2 * threads + BESIDE_REQUESTS <= pool


def test_the_written_configuration_has_the_pool(tmp_path):
    command = (
        f'. "{ROOT}/scripts/lib.sh"; . "{ROOT}/scripts/db.sh"; write_conf "$1" 8069 1 /nowhere'
    )
    conf = tmp_path / "odoo.conf"
    subprocess.run(["bash", "-euc", f"{command}; env >{tmp_path}/env", "-", conf], check=True)
    _most, pool, threads = _settings()
    assert f"\ndb_maxconn = {pool}\n" in conf.read_text()
    assert f"ODOO_MAX_HTTP_THREADS={threads}" in (tmp_path / "env").read_text().splitlines()


@pytest.mark.parametrize(("name", "expected"), [("demo", "on"), ("test", "off")])
def test_a_trial_server_flushes_every_commit(name, expected, tmp_path):
    settings = _cluster(name, tmp_path)
    assert settings.get("synchronous_commit", "on") == expected
    assert settings.get("fsync", "on") == expected
