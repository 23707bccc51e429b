"""Verifying: the cost of one voucher in the handler, and its signature beside the bare library."""

import statistics
import time

import cases
import measure
import page
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from odoo.addons.g2p_voucher_key.token import payload

NOTE = """
In the handler: reading the text, the signature, the register and the verdict, with a cold record
cache, as an anonymous person asks, of the voucher of an application (goal: 300 a second a core).
The processor time is that of the server's process, without PostgreSQL's and without waiting for a
shared machine.

Reading and checking a text takes
{whole:.1f} times, the signature alone {alone:.1f} times what `cryptography` needs for one
verification of Ed25519 with its key at hand (goal: 3).
"""


def microseconds(action, runs=300):
    """Median of many runs."""
    times = []
    for _run in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def processor(env, action, runs=200):
    """Milliseconds of processor time of one call in this process."""
    start = time.process_time()
    for _run in range(runs):
        env.invalidate_all()
        action()
    return (time.process_time() - start) / runs * 1e3


def signatures(copy):
    """(bare, ours, ours including the text's parsing) in microseconds."""
    raw, text = copy.key_id._public_raw(), copy.payload
    key, message = Ed25519PublicKey.from_public_bytes(raw), payload.unpack(text)
    signature, signed = message.signature, message.to_be_signed
    return (
        microseconds(lambda: key.verify(signature, signed)),
        microseconds(lambda: payload.verify(message, raw, "EdDSA")),
        microseconds(lambda: payload.verify(payload.unpack(text), raw, "EdDSA")),
    )


def run(env):
    [copy] = cases.of(env).vouchers(1)
    vouchers = env["g2p.voucher"].with_user(env.ref("base.public_user")).sudo(False)
    sample = measure.repeated(env, lambda: vouchers.verify(copy.payload), runs=50)
    cpu = processor(env, lambda: vouchers.verify(copy.payload))
    bare, ours, whole = signatures(copy)
    columns = ["verify", "ms", "ms of SQL", "queries", "a second"]
    columns += ["ms of processor", "a second by processor"]
    row = ["in the handler", f"{sample.wall:.2f}", f"{sample.sql:.2f}", f"{sample.queries:.0f}"]
    table = page.table(
        columns, [[*row, f"{1000 / sample.wall:.0f}", f"{cpu:.2f}", f"{1000 / cpu:.0f}"]]
    )
    return table + NOTE.format(whole=whole / bare, alone=ours / bare)
