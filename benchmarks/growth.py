"""Entry for `odoo shell`: measures costs in a small programme and in large ones.

A few cases are played through the public methods, and copied in SQL (filler.py). Each size has the
same number of open cases; only closed ones grow. The database is dropped afterwards.
"""

import json
import logging
import math
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, os.environ["BENCH_FOLDER"])
logging.disable(logging.INFO)

import measure
import page
import psycopg2
import reports
from cases import Cases, approved_claims, undone, word
from filler import Case, Filler, Schema
from screens import Portal, Screen

from odoo.sql_db import connection_info_for

from odoo.addons.g2p_suite_base.tools import folding

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "100000").split()]
if os.environ.get("BENCH_BIG"):
    SIZES.append(1_000_000)
#: only the dashboards and reports: BENCH_ONLY=Growth BENCH_REPORTS=1 BENCH_SIZES="9 200000"
ONLY_REPORTS = bool(os.environ.get("BENCH_REPORTS"))
FEW = min(1, SIZES[0] / 100_000)  # a quick run has fewer open cases too
#: open cases of each kind, the same in every size
OPEN = {
    "draft": 300,
    "submitted": 900,
    "by group": 900,
    "second": 900,
    "returned": 300,
    "approved": 300,
    "redeemed": 1600,
    "claimed": 900,
}
#: shares of the closed cases
CLOSED = {"rejected": 0.15, "issued": 0.45, "paid": 0.4}
YEAR = 365  # days over which closed cases are spread
PROVIDERS = 50
CLAIMS = int(os.environ.get("BENCH_CLAIMS", "1000"))
VOUCHERS = 9  # redeemed one after the other
EXPIRED = 200
DESCRIBED = 40
SCREENS = {
    "applications": "g2p_immediate_assistance.g2p_assistance_application_action",
    "individuals": "g2p_registry_individual.action_individuals_list",
    "requests": "g2p_multistage_approval.g2p_approval_request_action",
    "decisions": "g2p_multistage_approval.g2p_approval_decision_action",
    "vouchers": "g2p_voucher_qr.g2p_voucher_action",
    "vouchers to issue": "g2p_voucher_qr.g2p_voucher_action_to_issue",
    "redemptions": "g2p_voucher_qr.g2p_voucher_redemption_action",
    "claims": "g2p_reimbursement.g2p_reimbursement_claim_action",
    "payments": "g2p_reimbursement.g2p_claim_payment_action",
    "documents": "g2p_document_store.g2p_document_action",
    "memberships": "g2p_programs.action_program_membership",
    "entitlements": "g2p_programs.action_entitlement",
}
QUEUE = "g2p_immediate_assistance.g2p_assistance_application_action_queue"
INBOX = "g2p_multistage_approval.g2p_approval_step_action_inbox"
#: parses all telephone numbers again when a company has moved to another country
ALL_ROWS = {"ir_cron_match_phones"}
PAGES = ("/provider", "/provider/redemptions", "/provider/claims", "/provider/claims/new")
MOVED = """
SELECT fund_id,
    sum(CASE WHEN kind IN ('reserve', 'return') THEN amount ELSE -amount END) AS reserved,
    sum(CASE kind WHEN 'spend' THEN amount WHEN 'return' THEN -amount ELSE 0 END) AS spent
FROM g2p_assistance_fund_move {folded} GROUP BY fund_id
"""
PLACES = """
WITH copies AS (
    SELECT id, row_number() OVER (ORDER BY id) AS n FROM g2p_voucher_copy WHERE status_index = 0
), places AS (
    INSERT INTO g2p_voucher_status_place (place)
    SELECT place FROM generate_series(1, %s) AS place
    WHERE place NOT IN (SELECT place FROM g2p_voucher_status_place)
    ORDER BY random() LIMIT (SELECT count(*) FROM copies) RETURNING place
), drawn AS (SELECT place, row_number() OVER () AS n FROM places)
UPDATE g2p_voucher_copy SET status_index = drawn.place
FROM copies JOIN drawn USING (n) WHERE g2p_voucher_copy.id = copies.id
"""
NOTE = """
Medians, in one process, with a cold record cache: ms, of it SQL, queries. The exponent is that of
the time between the last two sizes ({sizes}): 0 does not grow, 1 grows as the cases do. Open cases
are as many in each size ({open}); closed ones are rejected, issued, or paid at {providers}
providers. The copies are made in SQL from cases that were
played through the doors that people use; the first column is with these alone.

Of {described} persons of the registry described by their exact name and date of birth, hints found:
{found} (goal: all). Bytes of the trust bundle, and of what changed with some vouchers: {bundle}.
"""


class Growth:
    """The programme, its measurements, and its sizes."""

    def __init__(self, env):
        self.env, self.cr = env, env.cr
        self.cases = Cases(env)
        self.found, self.hinted, self.bytes = {}, {}, {}
        self.size, self.described = 0, 0
        self.prepare()

    def prepare(self):
        """Play one case of each kind, and prepare separate measurements."""
        schema = Schema(self.env)
        self.kinds = {}
        for kind, application in self.cases.play().items():
            person = application.applicant_user_id
            case = Case(schema, application, person)
            self.kinds[kind] = case, self.cases.identities[person]
        self.mine = self.cases.submitted(user=self.cases.ada)
        self.payable = approved_claims(self.cases, CLAIMS)
        self.providers = self._providers()
        self.last = max(self.env["g2p.voucher"].search([]).ids)
        self.env.cr.commit()

    def _providers(self):
        vals = [{"name": f"Clinic {n}", "code": f"BENCH-{n}"} for n in range(PROVIDERS - 1)]
        return [*self.cases.serving.ids, *self.env["g2p.service.provider"].create(vals).ids]

    # === Sizes === #

    def grow(self, size):
        """Grow to that many applications, and update statistics."""
        self.env.flush_all()
        filler = Filler(self.env, word, folding)
        filler.serial = self.size
        opened = {kind: int(count * FEW) for kind, count in OPEN.items()}
        if not self.size:
            for kind, count in opened.items():
                filler.copy(*self.kinds[kind], count, ago=20)
        rest = size - max(self.size, sum(opened.values()))
        for kind, share in CLOSED.items():
            filler.spread = {"g2p_service_provider": self.providers} if kind == "paid" else {}
            filler.copy(*self.kinds[kind], int(rest * share), ago=YEAR)
        self.size = size
        filler.end()
        self._settle()

    def _settle(self):
        """Set the values that are not copied: the fund's balance and places in the status list;
        then update statistics."""
        self.cr.execute(PLACES, [self.env["g2p.voucher.copy"]._status_size() - 1])
        columns = self._columns("g2p_assistance_fund")
        prefix = "folded_" if "folded_reserved" in columns else ""
        pending = "pending" in self._columns("g2p_assistance_fund_move")
        moved = MOVED.format(folded="WHERE pending IS NOT TRUE" if pending else "")
        self.cr.execute(
            f"UPDATE g2p_assistance_fund SET {prefix}reserved = moved.reserved,"  # noqa: S608
            f" {prefix}spent = moved.spent, amount = 1e13"
            f" FROM ({moved}) AS moved WHERE moved.fund_id = g2p_assistance_fund.id"
        )
        self.env.cr.commit()
        self.env.invalidate_all()
        self._vacuum()
        self._check_keys()

    def _vacuum(self):
        """Vacuum, as the server's autovacuum does over time."""
        _name, info = connection_info_for(self.cr.dbname)
        connection = psycopg2.connect(**info)
        connection.autocommit = True
        connection.cursor().execute("VACUUM (ANALYZE)")
        connection.close()

    def _columns(self, table):
        self.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        )
        return {name for (name,) in self.cr.fetchall()}

    def _check_keys(self):
        """Check that the copies' keys are those that the suite would have computed."""
        for model, names in self.env["res.partner"]._match_fields().items():
            records = self.env[model].search([(names[0], "!=", False)], order="id desc", limit=50)
            before = records.read(names)
            self.env["res.partner"]._match_part(records, names)
            if records.read(names) != before:
                raise RuntimeError(f"copied keys of {model}: {before[:2]}")
        self.cr.rollback()
        self.env.invalidate_all()

    # === Measurements === #

    def note(self, what, sample):
        self.found.setdefault(what, []).append(sample)

    def repeated(self, what, action, runs=5):
        self.note(what, measure.repeated(self.env, action, runs))

    def measure(self):
        """One row of the table for each measurement, in this size."""
        started = time.monotonic()
        if ONLY_REPORTS:
            self.reports()
            return
        for part in (self.lists, self.queues, self.hints, self.voucher, self.bundle, self.reports):
            part()
        self.cr.commit()  # requests have separate transactions
        self.pages()
        self.batch()
        self.crons()
        if self.size:
            self.expiry()
        seconds = time.monotonic() - started
        sys.stderr.write(f"measured {self.size:,} in {seconds:.0f} s\n")

    def lists(self):
        for name, action in SCREENS.items():
            screen = Screen(self.env, action, self.cases.reader)
            if not screen.model.has_access("read"):
                raise RuntimeError(f"the reader may not read {name}")
            self.repeated(f"list of {name}", screen.open)
            record = screen.model.search(screen.domain, order="id desc", limit=1)
            for label, domain in screen.keys(record).items():
                self.repeated(
                    f"{name}: search by {label}",
                    lambda screen=screen, domain=domain: screen.open(domain),
                    runs=3,
                )

    def reports(self):
        """Dashboards and reports, after a comparison of their sums with the books."""
        reports.check(self.env)
        for label, action in reports.actions(self.env, self.cases.reader).items():
            self.repeated(label, action, runs=3)

    def queues(self):
        people = {"named": self.cases.one, "of a group": self.cases.in_group}
        for who, user in people.items():
            queue = Screen(self.env, QUEUE, user)
            self.repeated(f"queue, officer {who}", queue.open)
            self.repeated(f"inbox, officer {who}", Screen(self.env, INBOX, user).open)
            steps = self.env["g2p.approval.step"].with_user(user).sudo(False)
            self.repeated(f"count, officer {who}", steps.inbox_count)
            self.repeated(f"counters, officer {who}", steps.queue_counts)
            self.repeated(f"next case, officer {who}", queue.model.approval_next_case)

    def hints(self):
        """Persons described as in the registry."""
        born = [("is_registrant", "=", True), ("birthdate", "!=", False)]
        partners = self.env["res.partner"].search(born, order="id desc", limit=100 * DESCRIBED)
        partners = partners[:: max(1, len(partners) // DESCRIBED)][:DESCRIBED]
        described = [
            {
                "given_name": partner.given_name,
                "family_name": partner.family_name,
                "birthdate": partner.birthdate,
                "phone": partner.phone_number_ids[:1].phone_no,
                "id_number": partner.reg_ids[:1].value,
            }
            for partner in partners
        ]
        names = [
            {key: vals[key] for key in ("given_name", "family_name", "birthdate")}
            for vals in described
        ]
        hinting = self.env["res.partner"]
        self.repeated("hints for one person", lambda: hinting._duplicate_hints(described[0]))
        hits = hinting._duplicate_hints_many(names)
        self.hinted[self.size] = sum(
            partner.id in [hint["partner_id"] for hint in hints]
            for partner, hints in zip(partners, hits, strict=True)
        )
        self.described = len(partners)

    def voucher(self):
        """Vouchers of cases played now."""
        with undone(self.env):
            copies = self.cases.vouchers(VOUCHERS)
            texts = [copy.payload for copy in copies]
            public = self.env["g2p.voucher"].with_user(self.env.ref("base.public_user"))
            self.repeated("verify", lambda: public.sudo(False).verify(texts[0]))
            redeem = self.env["g2p.voucher"].with_user(self.cases.staff).sudo(False).redeem
            amount = copies[0].voucher_id.amount
            samples = [
                measure.once(
                    self.env, lambda key=f"growth-{at:08d}", text=text: redeem(text, amount, key)
                )
                for at, text in enumerate(texts)
            ]
            self.note("redeem", measure.median(samples[1:]))

    def bundle(self):
        """Fetches of scanners: the whole bundle after a change, an unchanged one, and only the
        change."""
        trust = self.env["g2p.voucher.trust"]
        with undone(self.env):
            issued = self.env["g2p.voucher"].search([("state", "=", "issued")], limit=1)
            whole = trust._bundle()[1]
            after = json.loads(whole)["sequence"]

            def changed():
                trust._record_change(vouchers=issued)
                trust._bundle()

            self.repeated("trust bundle after a change", changed)
            self.repeated("trust bundle, unchanged", trust._bundle)
            self.repeated("trust bundle, the change alone", lambda: trust._bundle(after))
            self.bytes[self.size] = len(whole), len(trust._bundle(after)[1])

    def pages(self):
        portal = Portal(self.env, self.cases.staff.login)
        for path in PAGES:
            self.note(f"page {path}", portal.sample(path))
        portal = Portal(self.env, self.cases.ada.login)
        for path in ("/my/assistance", f"/my/assistance/{self.mine.sudo().public_id}"):
            label = "one case" if path.count("/") > 2 else "/my/assistance"
            self.note(f"page {label}", portal.sample(path))

    def batch(self):
        """A batch of claims: built, written, marked as paid; the cost per claim."""
        batches = self.env["g2p.claim.payment.batch"].with_user(self.cases.cashier).sudo(False)
        made = []
        with undone(self.env):
            steps = {
                "built": lambda: made.append(batches.action_build(self.payable.ids)),
                "written": lambda: made[0].action_export(),
                "paid": lambda: made[0].action_mark_paid("BENCH-BANK-2"),
            }
            for what, action in steps.items():
                sample = measure.once(self.env, action).per(len(self.payable))
                self.note(f"batch of {len(self.payable):,} claims, {what}: each", sample)

    def crons(self):
        """Scheduled actions without work."""
        ours = [("model", "=", "ir.cron"), ("module", "=like", "g2p_%")]
        for data in self.env["ir.model.data"].search(ours, order="id"):
            if data.name in ALL_ROWS:
                continue
            cron = self.env["ir.cron"].browse(data.res_id)
            self.note(f"cron {cron.name}", self._idle(cron))

    def expiry(self):
        """Expiry of copies."""
        self.cr.execute(
            "UPDATE g2p_voucher SET valid_until = current_date - 2 WHERE id IN ("
            " SELECT id FROM g2p_voucher WHERE state = 'issued' AND id > %s"
            " ORDER BY id DESC LIMIT %s)",
            [self.last, EXPIRED],
        )
        due = self.cr.rowcount
        self.env.cr.commit()
        sample = measure.once(self.env, self._expire)
        self.note("expiry: each voucher", sample.per(due))
        self.env.cr.commit()

    def _expire(self):
        self.env["g2p.voucher"]._cron_expire()
        self.env.cr.commit()  # what was queued outlives a conflict while work is taken
        # sudo: the queue belongs to the server
        self.env["g2p.deferred"].sudo()._work_off("upkeep")

    def _idle(self, cron):
        action = cron.ir_actions_server_id
        measure.once(self.env, action.run)
        self.env.cr.commit()
        sample = measure.once(self.env, action.run)
        self.env.cr.commit()
        return sample

    # === The page === #

    def text(self, sizes):
        rows = []
        for what, samples in self.found.items():
            # measurements impossible with the played cases are made in the larger sizes
            absent = [""] * (len(sizes) - len(samples))
            rows.append([what, *absent, *map(figures, samples), exponent(samples, sizes)])
        labels = [f"{size:,}" if size else "played" for size in sizes]
        note = NOTE.format(
            sizes=" and ".join(f"{size:,}" for size in sizes[-2:]),
            open=", ".join(f"{int(count * FEW):,} {kind}" for kind, count in OPEN.items()),
            providers=PROVIDERS,
            described=self.described,
            found=", ".join(f"{hits} with {size:,}" for size, hits in self.hinted.items() if size),
            bundle=", ".join(
                f"{whole:,} and {delta:,} with {size:,}"
                for size, (whole, delta) in self.bytes.items()
            ),
        )
        return page.table(["what", *labels, "exponent"], rows) + note


def figures(sample):
    return f"{sample.wall:.1f} ({sample.sql:.1f}), {sample.queries:g}"


def exponent(samples, sizes):
    """Exponent of the time between the last two sizes; “none” if the time is too short."""
    if len(sizes) < 2 or not sizes[-2]:
        return ""
    before, after = samples[-2].wall, samples[-1].wall
    if max(before, after) < 2:
        return "none"
    return f"{math.log(after / before) / math.log(sizes[-1] / sizes[-2]):.2f}"


def run(env):
    growth, sizes = Growth(env), [0]
    growth.measure()
    for size in SIZES:
        growth.grow(size)
        growth.measure()
        sizes.append(size)
    Path(os.environ["BENCH_GROWTH"]).write_text(growth.text(sizes), encoding="utf-8")


run(env)  # noqa: F821 (the shell's)
