"""The approval engine: decisions, the inbox among many cases, a new officer in a group."""

import os

import measure
import page

from odoo.tests import new_test_user

from odoo.addons.test_g2p_multistage_approval.tests.common import stage

MODEL = "test.approval.document"
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "1000000"))
SMALL = 10_000
GROUPS = 75
BULK = 100
SINGLE = 15
PEER = """
The peer, real OpenG2P 17.0 modules measured on another machine of two cores, keeps no trail: a
stage one by one 8 to 10 ms and 8 to 9 queries, in a batch 0.5 ms and 0.15 queries; the final stage,
which makes a draft accounting payment, 147 to 188 ms and 50 to 77 queries.
"""
GOALS = """
Goals: at most 12 queries a decision in bulk and 25 one by one; the inbox under 50 ms of SQL, and
within twice that of a small database.
The count took {count:.1f} times and the page {page:.1f} times
the SQL of the small database, in which the officer has a hundredth of the open cases to sort.
"""
DECISION = """
Each with the check of who may decide, the digest of the content and its lines, the row in the hash
chain, the next stage, and the queueing of its to-dos, which a job makes.
"""
GROWTH = """
With {count:,} other requests in the database, 85 % of them closed, a decision one by one takes
{ratio:.2f} times as long and {queries:.0f} queries.
"""
JOINING = """
A new officer joins the group of 50 that has {count:,} open steps: {sample}.
"""
CASES = """
INSERT INTO g2p_approval_request (name, model, res_id, company_id, currency_id, requester_id,
    amount_requested, round, digest, state, lock_version, date_submitted, distinct_officers)
SELECT 'Case ' || i, %(model)s, %(base)s + i, %(company)s, %(currency)s, %(requester)s, 100, 1, 'x',
    CASE WHEN i %% 100 < 15 THEN 'pending' ELSE 'approved' END, 0, now(), true
FROM generate_series(1, %(count)s) AS i;
INSERT INTO g2p_approval_step (request_id, name, sequence, quorum, required, amount_policy,
    pass_number, state, group_id, company_id, requester_id, model, urgency, opened_on, due_on)
SELECT r.id, 'Stage ' || n, n, 'any', 1, 'keep', 1,
    CASE WHEN r.state = 'approved' THEN 'approved' WHEN n = 1 THEN 'open' ELSE 'waiting' END,
    (%(groups)s::int[])[1 + r.res_id %% array_length(%(groups)s::int[], 1)],
    r.company_id, r.requester_id, r.model, r.res_id %% 3, now(),
    now() + (r.res_id %% 500) * interval '1 hour'
FROM g2p_approval_request r, generate_series(1, 3) AS n
WHERE r.res_id > %(base)s AND r.model = %(model)s;
ANALYZE g2p_approval_request; ANALYZE g2p_approval_step;
"""
INBOX_FIELDS = ["request_name", "name", "amount_requested", "opened_on", "due_on", "is_overdue"]


class Office:
    """Officers, a procedure of three stages, and many cases that nobody looks at."""

    def __init__(self, env):
        self.env = env
        self.author = self._user("author")
        self.officers = [self._user(f"officer {number}") for number in range(3)]
        self._procedure()
        self.groups = self.env["res.groups"].create(
            [{"name": f"Bench group {number}"} for number in range(GROUPS)]
        )
        members = [self._user(f"member {number}") for number in range(50)]
        self.groups[0].write({"user_ids": [(4, user.id) for user in members]})
        self.member = members[0]

    def _user(self, name):
        return new_test_user(self.env, f"bench {name}", "base.group_user")

    def _procedure(self):
        stages = [
            stage(10 * number, f"Stage {number}", officer, allow_bulk=True)
            for number, officer in enumerate(self.officers)
        ]
        model_id = self.env["ir.model"]._get_id(MODEL)
        vals = {"name": "Bench", "sequence": 0, "model_id": model_id, "stage_ids": stages}
        self.env["g2p.approval.policy"].create(vals)

    def submitted(self, count):
        """Documents in decision."""
        lines = [(0, 0, {"amount": 60}), (0, 0, {"amount": 40})]
        documents = self.env[MODEL].with_user(self.author)
        documents = documents.create(
            [{"name": f"Paper {n}", "amount": 100, "line_ids": lines} for n in range(count)]
        )
        documents.action_submit_for_approval()
        return documents

    def open_steps(self, documents):
        # sudo: sets the stage for the officers
        steps = self.env["g2p.approval.step"].sudo()
        return steps.search(
            [
                ("model", "=", MODEL),
                ("request_id.res_id", "in", documents.ids),
                ("state", "=", "open"),
            ]
        )

    def fill(self, count):
        """``count`` requests with three steps each, made behind the engine's back."""
        self.env.flush_all()
        base = 10_000_000
        self.env.cr.execute(
            "DELETE FROM g2p_approval_step s USING g2p_approval_request r"
            " WHERE r.id = s.request_id AND r.res_id > %s",
            [base],
        )
        self.env.cr.execute("DELETE FROM g2p_approval_request WHERE res_id > %s", [base])
        self.env.cr.execute(
            CASES,
            {
                "model": MODEL,
                "base": base,
                "count": count,
                "groups": self.groups.ids,
                "company": self.env.company.id,
                "currency": self.env.company.currency_id.id,
                "requester": self.author.id,
            },
        )
        self.env.invalidate_all()
        self.take_seats()

    def take_seats(self):
        """What the engine does with each step that it opens."""
        self.env.cr.execute("DELETE FROM g2p_approval_seat")
        self.env["g2p.approval.seat"]._make_missing()
        self.env.cr.execute("ANALYZE g2p_approval_seat")

    def give_all_to_the_group(self, count):
        """Put ``count`` of the open steps into the member's group."""
        self.env.cr.execute(
            "UPDATE g2p_approval_step SET group_id = %s WHERE id IN"
            " (SELECT id FROM g2p_approval_step WHERE state = 'open' LIMIT %s)",
            [self.groups[0].id, count],
        )
        self.env.cr.execute("ANALYZE g2p_approval_step")
        self.env.invalidate_all()
        self.take_seats()


def decisions(office, single=SINGLE, bulk=BULK):
    """{(how, stage): Sample per decision} for the three stages in turn."""
    env, result = office.env, {}
    alone, many = office.submitted(single), office.submitted(bulk)
    for number, officer in enumerate(office.officers):
        kind = "final stage" if number == 2 else f"stage {number + 1}"
        samples = [
            measure.once(env, step.with_user(officer).sudo(False).action_approve)
            for step in office.open_steps(alone)
        ]
        result["one by one", kind] = measure.median(samples[1:])
        steps = office.open_steps(many).with_user(officer).sudo(False)
        result["in bulk", kind] = measure.once(env, steps.action_approve_many).per(bulk)
    return result


def inbox(office):
    """(count, page): what the officer's inbox asks the server for."""
    steps = office.env["g2p.approval.step"].with_user(office.member)
    mine = [("can_decide", "=", True)]
    order = "urgency desc, due_on, id"
    return (
        measure.repeated(office.env, lambda: steps.inbox_count()),
        measure.repeated(
            office.env, lambda: steps.search_read(mine, INBOX_FIELDS, limit=80, order=order)
        ),
    )


def decision_rows(found):
    return [
        [how, kind, f"{sample.wall:.1f}", f"{sample.queries:.1f}", f"{1000 / sample.wall:.0f}"]
        for (how, kind), sample in found.items()
    ]


def inbox_rows(label, found):
    return [
        [label, what, f"{sample.sql:.1f}", f"{sample.wall:.1f}", f"{sample.queries:.0f}"]
        for what, sample in zip(("count", "first page of 80"), found, strict=True)
    ]


def run(env):
    """All measurements, as the text of the section."""
    office = Office(env)
    first = decisions(office)
    office.fill(SMALL)
    small = inbox(office)
    office.fill(REQUESTS)
    large = inbox(office)
    rows = inbox_rows(f"{SMALL:,} requests", small)
    rows += inbox_rows(f"{REQUESTS:,} requests, {REQUESTS * 3:,} steps", large)
    later = decisions(office, bulk=20)
    office.give_all_to_the_group(REQUESTS // 10)
    label = f"the same, {REQUESTS // 10:,} of them open for the officer"
    rows += inbox_rows(label, inbox(office))
    newcomer = office._user("newcomer")
    joining = measure.once(env, lambda: office.groups[0].write({"user_ids": [(4, newcomer.id)]}))
    again = later["one by one", "stage 1"]
    ratio = again.wall / first["one by one", "stage 1"].wall
    columns = ["how", "stage", "ms", "queries", "decisions a second"]
    return "\n".join(
        [
            "### One decision\n",
            page.table(columns, decision_rows(first)),
            DECISION.lstrip() + PEER,
            GROWTH.lstrip().format(count=REQUESTS, ratio=ratio, queries=again.queries),
            "### The inbox of an officer in a group of 50\n",
            page.table(["database", "what", "ms of SQL", "ms", "queries"], rows),
            JOINING.lstrip().format(count=REQUESTS // 10, sample=joining),
            GOALS.lstrip().format(
                count=large[0].sql / small[0].sql, page=large[1].sql / small[1].sql
            ),
        ]
    )
