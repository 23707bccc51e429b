#!/usr/bin/env python3
"""A real OpenSearch on loopback with TLS and users, from Maven Central alone, for tests and demo.

opensearch.py install DIST            fetch by mvn and unpack, once
opensearch.py start DIST HOME [N]     N nodes (1) with the data of HOME, or a new HOME with
                                      certificates and users; wait until they answer
opensearch.py node DIST HOME I N      start node I of N again
opensearch.py stop HOME [I] [--kill]  stop all nodes, or node I; --kill as a power cut does

Needs a JDK 17, mvn, unzip, openssl and Python's bcrypt. PORT=19200, HEAP=512m. Loopback is what the
engine calls development: no limits of the system have to be raised. It refuses to run as root, who
runs it in a user namespace of its own.
"""

import base64
import json
import os
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

VERSION = "2.19.4"
ARTIFACTS = (
    f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip",
    f"org.opensearch.plugin:opensearch-security:{VERSION}.0:zip",
)
PORT = int(os.environ.get("PORT") or 19200)  # make passes an empty one
HEAP = os.environ.get("HEAP", "512m")
JAVA_HOME = os.environ.get("JAVA_HOME", "/usr/lib/jvm/java-17-openjdk-amd64")
DEPLOY = Path(__file__).resolve().parents[1] / "deploy" / "opensearch"
#: {user: (role, attributes)}
USERS = {
    "admin": ("all_access", {}),
    "writer": ("g2p_writer", {}),
    "setup": ("g2p_setup", {}),
    "analyst": ("g2p_analyst", {}),
    "north": ("g2p_analyst_region", {"region": "north"}),
    "equity": ("g2p_equity", {}),
}
#: seconds; a node that has ended is noticed at once, so this is for busy machines
PATIENCE = 600


def run(*command, **options):
    # commands of this file only
    return subprocess.run([str(part) for part in command], check=True, **options)  # noqa: S603


# === Files === #


def install(dist):
    """Unpack the engine with its security plugin; nothing to do the second time."""
    if (dist / ".complete").exists():
        return
    shutil.rmtree(dist, ignore_errors=True)
    making = dist.with_suffix(".making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    server, security = (artifact(name) for name in ARTIFACTS)
    run("unzip", "-q", server, "-d", making)
    (making / f"opensearch-{VERSION}").rename(dist)
    run("unzip", "-q", security, "-d", dist / "plugins" / "opensearch-security")
    making.rmdir()
    (dist / ".complete").touch()


def artifact(name):
    """The file of an artifact in the local Maven repository, fetched if it is missing."""
    group, ident, version, packaging = name.split(":")
    home = Path(os.environ.get("M2_REPO", Path.home() / ".m2" / "repository"))
    path = home / group.replace(".", "/") / ident / version / f"{ident}-{version}.{packaging}"
    if not path.exists():
        goal = ["dependency:get", "-Dtransitive=false", f"-Dartifact={name}"]
        run("mvn", "-q", "-B", *goal, stdout=subprocess.DEVNULL)
    return path


def certificates(tls):
    """A temporary authority, and one certificate for all nodes."""
    shutil.rmtree(tls, ignore_errors=True)
    tls.mkdir(parents=True)
    quiet = {"cwd": tls, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    key = ("-newkey", "rsa:2048", "-nodes")
    own = ("-keyout", "ca.key", "-out", "ca.pem", "-days", "365", "-subj", "/O=test/CN=ca")
    run("openssl", "req", "-x509", *key, *own, **quiet)
    extension = "subjectAltName=IP:127.0.0.1,DNS:localhost,RID:1.2.3.4.5.5\n"
    (tls / "node.ext").write_text(f"{extension}extendedKeyUsage=serverAuth,clientAuth\n")
    asked = ("-keyout", "node.key", "-out", "node.csr", "-subj", "/O=test/CN=node")
    run("openssl", "req", *key, *asked, **quiet)
    signed = ("-in", "node.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
    ending = ("-out", "node.pem", "-days", "365", "-extfile", "node.ext")
    run("openssl", "x509", "-req", *signed, *ending, **quiet)


def users(dist, home):
    """The security plugin's files: new passwords, and the roles and sign-in of deploy/."""
    import bcrypt  # needed to make the users only, not to stop the nodes

    target = home / "security"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(dist / "plugins" / "opensearch-security" / "config", target)
    passwords, listed, mapped = {}, meta("internalusers"), meta("rolesmapping")
    for user, (role, attributes) in USERS.items():
        passwords[user] = secrets.token_urlsafe(18)
        digest = bcrypt.hashpw(passwords[user].encode(), bcrypt.gensalt(4)).decode()
        listed[user] = {"hash": digest, "reserved": True, "attributes": attributes}
        mapped[role] = {"users": [user]}
    # JSON is YAML
    for name, content in (("internal_users", listed), ("roles_mapping", mapped)):
        (target / f"{name}.yml").write_text(json.dumps(content))
    for name in ("roles.yml", "config.yml"):
        shutil.copy(DEPLOY / name, target)
    path = home / "passwords.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(passwords))


def meta(type_):
    return {"_meta": {"type": type_, "config_version": 2}}


# === Nodes === #


def settings(home, number, count):
    """The configuration of a node."""
    found = {
        "cluster.name": f"assistance-{PORT}",
        "node.name": f"n{number}",
        "path.data": f"{home}/node{number}/data",
        "path.logs": f"{home}/node{number}/logs",
        "network.host": "127.0.0.1",
        "http.port": PORT + number,
        "transport.port": PORT + 100 + number,
        "node.processors": 2,
        "cluster.routing.allocation.disk.threshold_enabled": False,
        # a typing error in an alias must not make an index
        "action.auto_create_index": False,
        "plugins.security.allow_default_init_securityindex": True,
        "plugins.security.ssl.http.enabled": True,
        "plugins.security.ssl.transport.enforce_hostname_verification": False,
        "plugins.security.authcz.admin_dn": ["CN=admin,O=test"],
        "plugins.security.nodes_dn": ["CN=node,O=test"],
        "plugins.security.audit.type": "noop",
    }
    for layer in ("transport", "http"):
        for name, file in (("cert", "node.pem"), ("key", "node.key"), ("trustedcas", "ca.pem")):
            found[f"plugins.security.ssl.{layer}.pem{name}_filepath"] = f"tls/{file}"
    if count == 1:
        return {**found, "discovery.type": "single-node"}
    return {
        **found,
        "discovery.seed_hosts": [f"127.0.0.1:{PORT + 100 + at}" for at in range(count)],
        "cluster.initial_cluster_manager_nodes": [f"n{at}" for at in range(count)],
    }


def start_node(dist, home, number, count):
    node = home / f"node{number}"
    conf = node / "config"
    conf.mkdir(parents=True, exist_ok=True)
    for name in ("log4j2.properties", "jvm.options"):
        shutil.copy(dist / "config" / name, conf)
    shutil.copytree(home / "tls", conf / "tls", dirs_exist_ok=True)
    shutil.copytree(home / "security", conf / "opensearch-security", dirs_exist_ok=True)
    lines = [f"{key}: {json.dumps(value)}" for key, value in settings(home, number, count).items()]
    (conf / "opensearch.yml").write_text("\n".join(lines) + "\n")
    env = {
        **os.environ,
        "JAVA_HOME": JAVA_HOME,
        "OPENSEARCH_PATH_CONF": str(conf),
        "OPENSEARCH_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP} -XX:-UsePerfData -Xlog:disable",
    }
    command = [str(dist / "bin" / "opensearch")]
    if os.getuid() == 0:
        command = ["unshare", "--map-user=1000", "--map-group=1000", *command]
    with (node / "out.log").open("ab") as log:
        streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        options = {"env": env, "cwd": node, "start_new_session": True}
        process = subprocess.Popen(command, **options, **streams)  # noqa: S603
    (node / "pid").write_text(str(process.pid))
    return process


def start(dist, home, count=1):
    """Start the nodes; the first time, with new certificates and users. Return them."""
    stop(home)
    if not (home / "passwords.json").exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        certificates(home / "tls")
        users(dist, home)
    nodes = [start_node(dist, home, number, count) for number in range(count)]
    wait(home, nodes, count)
    return nodes


def wait(home, nodes, count):
    """Wait until the cluster answers with all its nodes."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            health = ask(home, "/_cluster/health")
            if health["number_of_nodes"] >= count and health["status"] != "red":
                return
        except OSError:
            pass
        for at, node in enumerate(nodes):
            if node.poll() is not None:
                sys.exit(f"node {at} has ended: see {home}/node{at}/out.log")
        time.sleep(0.5)
    sys.exit(f"OpenSearch did not answer within {PATIENCE} seconds: see {home}")


def ask(home, path, user="admin", number=0):
    """The JSON answer to a GET."""
    request = urllib.request.Request(f"https://127.0.0.1:{PORT + number}{path}")
    word = json.loads((home / "passwords.json").read_text())[user]
    token = base64.b64encode(f"{user}:{word}".encode()).decode()
    request.add_header("Authorization", f"Basic {token}")
    trusted = ssl.create_default_context(cafile=str(home / "tls" / "ca.pem"))
    with urllib.request.urlopen(request, timeout=5, context=trusted) as answer:  # noqa: S310
        return json.load(answer)


def stop(home, number=None, kill=False):
    """Stop nodes; wait until they have ended."""
    for path in sorted(home.glob("node*/pid")):
        if number is not None and path.parent.name != f"node{number}":
            continue
        pid = int(path.read_text())
        path.unlink()
        if not _is_engine(pid):
            continue  # ended long ago: its number may be somebody else's
        for attempt in range(200):
            try:
                os.killpg(pid, (signal.SIGKILL if kill else signal.SIGTERM) if not attempt else 0)
            except ProcessLookupError:
                break
            if (reaped := _reap(pid)) is not None and reaped:
                break
            time.sleep(0.1)


def _is_engine(pid):
    try:
        return b"opensearch" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _reap(pid):
    """Whether a child process has ended; None if it is not a child of this one."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return None


def main(arguments):
    kill = "--kill" in arguments
    verb, *rest = [argument for argument in arguments if argument != "--kill"]
    paths = [Path(argument).resolve() for argument in rest]
    if verb == "install":
        install(paths[0])
    elif verb == "start":
        start(paths[0], paths[1], int(rest[2]) if len(rest) > 2 else 1)
    elif verb == "node":
        start_node(paths[0], paths[1], int(rest[2]), int(rest[3]))
    elif verb == "stop":
        stop(paths[0], rest[1] if len(rest) > 1 else None, kill)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
