"""The approval engine: decisions, the inbox among many cases, a new officer in a group."""

import os
from dataclasses import dataclass

import measure
import page
from cases import word
from filler import Case, Filler, Schema

from odoo.tests import new_test_user

from odoo.addons.g2p_suite_base.tools import folding
from odoo.addons.test_g2p_multistage_approval.tests.common import stage

MODEL = "test.approval.document"
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "1000000"))
SMALL = 10_000
#: open cases of an officer, in each size
OPENED = (100, 900, 40_000 if REQUESTS >= 1_000_000 else 4_000)
MEMBERS = 50
YEAR = 365  # days over which closed requests are spread
BULK = 100
SINGLE = 15
PEER = """
The peer, real OpenG2P 17.0 modules measured on another machine of two cores, keeps no trail: a
stage one by one 8 to 10 ms and 8 to 9 queries, in a batch 0.5 ms and 0.15 queries; the final stage,
which makes a draft accounting payment, 147 to 188 ms and 50 to 77 queries.
"""
GOALS = """
Goals: at most 12 queries a decision in bulk and 25 one by one; the inbox under 50 ms of SQL, and
within twice that of a small database. Most SQL: {most:.1f} ms; against the small database at most
{growth:.1f} times, of what takes a millisecond or more.

Each officer has closed cases too: a sixth of all.
"""
DECISION = """
Each with the check of who may decide, the digest of the content and its lines, the row in the hash
chain, the next stage, and the queueing of its to-dos, which a job makes.
"""
GROWTH = """
With {count:,} other requests in the database, most of them closed, a decision one by one takes
{ratio:.2f} times as long and {queries:.0f} queries.
"""
JOINING = """
A new officer joins the group of {members} that has {count:,} open steps: {sample}.
"""
INBOX_FIELDS = ["request_name", "name", "amount_requested", "opened_on", "due_on", "is_overdue"]


@dataclass
class Inbox:
    """An officer, and the played cases whose copies fill the inbox."""

    kind: str
    count: int
    user: object
    first: object
    opened: Case
    closed: Case
    is_filled: bool = False
    done: int = 0


class Office:
    """Officers, a procedure of three stages, and many closed cases."""

    def __init__(self, env):
        self.env = env
        self.author = self._user("author")
        self.officers = [self._user(f"officer {number}") for number in range(3)]
        self._procedure("Bench", self.officers[0], sequence=0)
        self.schema, self.inboxes, self.serial = Schema(env), [], 0
        for count in OPENED:
            self.inboxes += [self._inbox("named", count), self._inbox("of a group", count)]

    def _user(self, name):
        return new_test_user(self.env, f"bench {name}", "base.group_user")

    def _procedure(self, name, first, **values):
        """Three stages; the first of a user, or of a group."""
        stages = [
            stage(10 * number, f"Stage {number}", officer, allow_bulk=True)
            for number, officer in enumerate(self.officers)
        ]
        key = "group_id" if first._name == "res.groups" else "officer_ids"
        found = first.id if key == "group_id" else [(6, 0, first.ids)]
        stages[0][2].update({"officer_ids": [(6, 0, [])], key: found})
        model_id = self.env["ir.model"]._get_id(MODEL)
        vals = {"name": name, "model_id": model_id, "stage_ids": stages, **values}
        return self.env["g2p.approval.policy"].create(vals)

    def _inbox(self, kind, count):
        """An officer with one open and one decided case, both played."""
        user = first = self._user(f"{kind} {count}")
        if kind != "named":
            first = self._group(user, f"{kind} {count}")
        policy = self._procedure(f"{kind} {count}", first, sequence=-1)
        opened, closed = self.submitted(1), self.submitted(1)
        for officer in (user, *self.officers[1:]):
            self.open_steps(closed).with_user(officer).sudo(False).action_approve()
        policy.sequence = 1000  # from now on the first procedure counts again
        nobody = self.env["res.users"]
        played = [Case(self.schema, document, nobody) for document in (opened, closed)]
        return Inbox(kind, count, user, first, *played)

    def _group(self, user, name):
        group = self.env["res.groups"].create({"name": name})
        internal = self.env.ref("base.group_user")
        # without passwords: hashing them takes longer than everything else
        members = self.env["res.users"].with_context(no_reset_password=True)
        members = members.create(
            [
                {"name": login, "login": login, "group_ids": [(6, 0, internal.ids)]}
                for login in (f"bench {name} {number}" for number in range(MEMBERS - 1))
            ]
        )
        group.write({"user_ids": [(4, member.id) for member in user | members]})
        return group

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
        # sudo: prepares the officers' cases
        steps = self.env["g2p.approval.step"].sudo()
        return steps.search(
            [
                ("model", "=", MODEL),
                ("request_id.res_id", "in", documents.ids),
                ("state", "=", "open"),
            ]
        )

    def fill(self, count):
        """Create that many closed requests, and the open ones of each officer."""
        self.env.flush_all()
        filler = Filler(self.env, word, folding)
        filler.serial = self.serial
        for inbox in self.inboxes:
            if not inbox.is_filled:
                filler.copy(inbox.opened, None, inbox.count, ago=20)
                inbox.is_filled = True
            filler.copy(inbox.closed, None, count // len(self.inboxes) - inbox.done, ago=YEAR)
            inbox.done = count // len(self.inboxes)
        self.serial = filler.serial
        filler.end()
        self.env.cr.execute("ANALYZE")
        self.env.invalidate_all()
        self.take_seats()

    def take_seats(self):
        """Create the seats, as the engine does for each opened step."""
        self.env.cr.execute("DELETE FROM g2p_approval_seat")
        self.env["g2p.approval.seat"]._make_missing()
        self.env.cr.execute("ANALYZE g2p_approval_seat")


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


def inboxes(office):
    """{(kind, open cases): (count, page)}: the cost of each officer's inbox."""
    return {(each.kind, each.count): inbox(office.env, each.user) for each in office.inboxes}


def inbox(env, user):
    steps = env["g2p.approval.step"].with_user(user)
    mine = [("can_decide", "=", True)]
    order = "urgency desc, due_on, id"
    return (
        measure.repeated(env, lambda: steps.inbox_count()),
        measure.repeated(env, lambda: steps.search_read(mine, INBOX_FIELDS, limit=80, order=order)),
    )


def decision_rows(found):
    return [
        [how, kind, f"{sample.wall:.1f}", f"{sample.queries:.1f}", f"{1000 / sample.wall:.0f}"]
        for (how, kind), sample in found.items()
    ]


def inbox_rows(label, found):
    return [
        [label, kind, f"{count:,}", what, *inbox_figures(sample)]
        for (kind, count), samples in found.items()
        for what, sample in zip(("count", "first page of 80"), samples, strict=True)
    ]


def inbox_figures(sample):
    return f"{sample.sql:.1f}", f"{sample.wall:.1f}", f"{sample.queries:.0f}"


def growth(small, large):
    """The largest ratio of SQL time to that in the small database."""
    pairs = [
        (before.sql, after.sql)
        for key, samples in small.items()
        for before, after in zip(samples, large[key], strict=True)
    ]
    return max((after / before for before, after in pairs if after >= 1), default=1)


def run(env):
    """All measurements, as the text of the section."""
    office = Office(env)
    first = decisions(office)
    office.fill(SMALL)
    small = inboxes(office)
    office.fill(REQUESTS)
    large = inboxes(office)
    rows = inbox_rows(f"{SMALL:,}", small) + inbox_rows(f"{REQUESTS:,}", large)
    later = decisions(office, bulk=20)
    newcomer, group = office._user("newcomer"), office.inboxes[-1].first
    joining = measure.once(env, lambda: group.write({"user_ids": [(4, newcomer.id)]}))
    again = later["one by one", "stage 1"]
    ratio = again.wall / first["one by one", "stage 1"].wall
    most = max(sample.sql for samples in large.values() for sample in samples)
    columns = ["how", "stage", "ms", "queries", "decisions a second"]
    inbox_columns = ["closed", "officer", "open", "what", "ms of SQL", "ms", "queries"]
    return "\n".join(
        [
            "### One decision\n",
            page.table(columns, decision_rows(first)),
            DECISION.lstrip() + PEER,
            GROWTH.lstrip().format(count=REQUESTS, ratio=ratio, queries=again.queries),
            "### The inbox of an officer\n",
            page.table(inbox_columns, rows),
            JOINING.lstrip().format(members=MEMBERS, count=OPENED[-1], sample=joining),
            GOALS.lstrip().format(most=most, growth=growth(small, large)),
        ]
    )
