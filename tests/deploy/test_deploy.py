"""docs/operations.md from its first command to a paid case, a restored backup and a copy.

Each test continues where the previous one ended; scripts/deploy_test.sh stops at the first failure.
"""

import json
import os
import re
import ssl

import case
import office
import websocket
from machine import AS_SERVER, CONF
from person import Person

WHAT_A_COPY_DOES = """
from odoo.addons.g2p_voucher_key import vault
for key in env["g2p.voucher.key"].search([]):
    try:
        vault.private_part(key)
        print("SIGNS", key.state)
    except Exception as error:
        print("REFUSED", key.state, error)
print("MAIL", env["ir.mail_server"].search([]).mapped("smtp_host"))
print("JOBS", env["ir.cron"].search_count([("code", "like", "model._cron_")]))
print("NEUTRALIZED", env["ir.config_parameter"].get_param("database.is_neutralized"))
"""


def test_an_unprivileged_role_installs_on_an_empty_database(machine):
    machine.run("database")
    machine.configure()
    machine.run("install")
    rights = machine.query(
        "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = 'odoo'"
    )
    assert rights == ["f|f|f"]
    assert machine.query("SELECT extname FROM pg_extension") == ["plpgsql"]
    installed = machine.query("SELECT name FROM ir_module_module WHERE state = 'installed'")
    assert {"g2p_self_service", "g2p_service_provider", "g2p_reimbursement"} <= set(installed)


def test_the_administrator_gets_another_password_and_the_server_its_address(machine, story):
    address = ("https://assistance.example.org", machine.address)
    said = machine.run("first", address)
    story["passwords"] = {
        "admin": re.search(r"^Sign in as admin with (\S+)$", said, re.MULTILINE)[1]
    }


def test_workers_serve_behind_the_proxy_as_another_user(machine):
    machine.configure_proxy()
    machine.start()
    machine.start_proxy()
    visitor = Person(machine)
    visitor.go("/web/login")
    assert visitor.answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    [cookie] = [c for c in visitor.session.cookies if c.name == "session_id"]
    assert cookie.secure
    plain = visitor.session.get(f"http://127.0.0.1:{machine.plain}/my", allow_redirects=False)
    assert (plain.status_code, plain.headers["Location"]) == (301, "https://127.0.0.1/my")
    for language in ("", "/fr"):
        job = visitor.session.get(f"{machine.address}{language}/queue_job/runjob")
        assert (job.status_code, "nginx" in job.text) == (404, True)
    assert machine.users_of_processes() == {65534 if AS_SERVER else os.getuid()}


def test_strangers_find_no_database_manager_and_no_first_password(machine):
    stranger = Person(machine)
    assert "disabled by the administrator" in stranger.go("/web/database/manager")
    stranger.go("/web/login")
    stranger.send("/web/login", login="admin", password="admin")
    assert "/web/login" in stranger.url


def test_signing_in_does_not_move_the_address(person, machine):
    admin = person("admin")
    assert admin.call("ir.config_parameter", "get_param", "web.base.url") == machine.address


def test_the_office_is_set_up(person, story, machine):
    story["passwords"] |= office.administrate(person("admin"))
    leila = person("leila@agency.example")
    office.set_up(leila, person("hassan@agency.example"))
    [key] = leila.call("g2p.voucher.key", "search_read", [], ["issuer_uri", "state"])
    assert (key["issuer_uri"], key["state"]) == (machine.address, "active")


def test_the_bus_answers_through_the_proxy(person, machine):
    amina = person("amina@agency.example")
    version = amina.json("/web/session/get_session_info", {})["websocket_worker_version"]
    session = amina.session.cookies.get("session_id")
    channel = websocket.create_connection(
        f"{machine.address.replace('https', 'wss')}/websocket?version={version}",
        sslopt={"cert_reqs": ssl.CERT_REQUIRED, "ca_certs": str(machine.certificate)},
        cookie=f"session_id={session}",
        origin=machine.address,
        timeout=30,
    )
    subscribe = {"event_name": "subscribe", "data": {"channels": [], "last": 0}}
    channel.send(json.dumps(subscribe))
    channel.ping("here")
    answer = next(frame for code, frame in _frames(channel) if code == websocket.ABNF.OPCODE_PONG)
    assert answer == b"here"
    channel.close()


def _frames(channel):
    while True:
        code, frame = channel.recv_data(control_frame=True)
        assert code != websocket.ABNF.OPCODE_CLOSE, frame
        yield code, frame


def test_a_person_applies_with_a_document_of_nine_megabytes(machine, person, story):
    rosa = Person(machine)
    case.sign_up(rosa, machine)
    story["people"]["rosa"] = rosa
    story["reference"], story["page"] = case.apply(rosa, megabytes=9)
    assert re.fullmatch(r"IA-\d{4}-\d{6}-[0-9A-Z]", story["reference"])
    sizes = machine.query("SELECT max(size) FROM g2p_document")
    assert int(sizes[0]) > 8 * 1024 * 1024


def test_officers_decide(person, story):
    record = case.assess(person("amina@agency.example"), story["reference"])
    case.decide(person("samuel@agency.example"), case.APPLICATION, record)
    [row] = person("samuel@agency.example").call(case.APPLICATION, "read", [record], ["state"])
    assert row["state"] == "approved"


def test_the_private_keys_are_re_encrypted(person, machine):
    leila = person("leila@agency.example")
    before = machine.query("SELECT private_encrypted FROM g2p_voucher_key")
    machine.run("new-secret")
    machine.restart()
    said = leila.call("g2p.voucher.key", "action_reencrypt", [])
    assert said["params"]["type"] == "success"
    machine.run("former-secret")
    machine.restart()
    assert "kek_former" not in CONF.read_text()
    assert machine.query("SELECT private_encrypted FROM g2p_voucher_key") != before


def test_a_voucher_is_issued(person, story, machine):
    daniel = person("daniel@agency.example")
    [voucher] = daniel.find("g2p.voucher", ("state", "=", "draft"))
    daniel.call("g2p.voucher", "action_issue", [voucher])
    story["voucher"] = voucher
    story["code"] = case.fetch_voucher(story["people"]["rosa"], story["page"])
    assert len(story["code"]) > 100


def test_a_link_is_mailed_from_the_office(person, story, machine):
    daniel = person("daniel@agency.example")
    daniel.call("g2p.voucher", "action_send_email", [story["voucher"]])
    machine.wait_until(lambda: _to_rosa(machine))
    [mail] = _to_rosa(machine)
    assert "office@agency.example" in mail["From"]
    assert f"{machine.address}/voucher/" in mail.get_body(("plain", "html")).get_content()


def _to_rosa(machine):
    """The mails with a link to a voucher."""
    mine = [mail for mail in machine.mails.mails if case.ROSA["login"] in mail["To"]]
    return [mail for mail in mine if "/voucher/" in mail.get_body(("plain", "html")).get_content()]


def test_a_compromised_key_is_revoked_and_the_voucher_reissued(person, story):
    leila, daniel = person("leila@agency.example"), person("daniel@agency.example")
    [key] = leila.find("g2p.voucher.key", ("state", "=", "active"))
    leila.call("g2p.voucher.key", "action_revoke", [key], "the server was broken into")
    office.generate_key(leila)
    daniel.call("g2p.voucher.key", "action_reissue_all", [key], "the key is revoked")
    nurse = person(office.NURSE)
    nurse.go("/provider/scan")
    nurse.send("/provider/verify", text=story["code"])
    assert not nurse.page.xpath("//form[@action='/provider/redeem']")
    story["code"], former = (
        case.fetch_voucher(story["people"]["rosa"], story["page"]),
        story["code"],
    )
    assert story["code"] != former


def test_the_hospital_redeems_and_claims(person, story):
    nurse = person(office.NURSE)
    assert "1,400.00" in case.redeem(nurse, story["code"])
    story["claim"], story["claim_page"] = case.claim(nurse)


def test_the_claim_is_paid(person, story):
    ruth, ivan = person("ruth@agency.example"), person("ivan@agency.example")
    [claim] = ruth.find(case.CLAIM, ("name", "=", story["claim"]))
    case.decide(ruth, case.CLAIM, claim)
    case.decide(ivan, case.CLAIM, claim)
    case.pay(person("nadia@agency.example"), claim, "BANK-2026-0042")
    assert _is_paid(person(office.NURSE), story)


def _is_paid(nurse, story):
    said = nurse.go(story["claim_page"])
    return "Paid" in said and "BANK-2026-0042" in said


def test_the_scheduler_runs(machine):
    said = Person(machine)
    said.session.headers["Accept"] = "application/json"
    health = said.session.get(f"{machine.address}/assistance/health", timeout=30)
    assert (health.status_code, health.json()["status"]) == (200, "pass")
    assert {job["status"] for job in health.json()["jobs"]} == {"pass"}


def test_a_backup_is_restored_completely(machine, person, story):
    machine.run("backup")
    machine.stop()
    said = machine.run("restore")
    assert "All documents are intact." in said
    machine.start()
    assert _is_paid(person(office.NURSE), story)
    office.generate_key(person("leila@agency.example"))


def test_a_copy_signs_nothing_and_sends_nothing(machine):
    machine.run("copy")
    said = machine.shell(CONF.parent / "copy.conf", "assistance_copy", WHAT_A_COPY_DOES)
    assert "SIGNS" not in said, said
    keys = machine.query("SELECT state FROM g2p_voucher_key", "assistance_copy")
    assert len(keys) == 2
    assert len(re.findall(r"^REFUSED ", said, re.MULTILINE)) == len(keys), said
    assert "MAIL ['invalid']" in said
    assert "JOBS 0\n" in said
    assert re.search(r"^NEUTRALIZED (true|True|t)$", said, re.MULTILINE), said
