"""The story's database and a real engine, inside `odoo shell`."""

import time
from datetime import date, timedelta

#: seconds
PATIENCE = 900
#: answers of the story's applicants
ANSWERS = ("family_name", "given_name", "phone", "id_number", "street", "city", "treatment")


class Story:
    """A database with documents to send, and the engine that they are sent to."""

    def __init__(self, env):
        self.env = env
        self.connection = env["g2p.search.connection"]._one()
        self.indexes = self.connection.index_ids
        self.outbox = env["g2p.search.outbox"]

    # === The server's work === #

    def minute(self):
        """A minute of a server: queue the changes, and send them. Returns the number of jobs."""
        self.env["g2p.search.index"]._cron_start()
        self.env.cr.commit()
        done = self.env["g2p.deferred"].sudo()._work_off(channel="search")
        self.env.cr.commit()
        return done

    def settle(self):
        """Minutes of a server, until nothing waits."""
        end = time.monotonic() + PATIENCE
        while True:
            done = self.minute()
            if not self.is_busy():
                return
            if time.monotonic() > end:
                raise TimeoutError(self.left())
            if not done:
                time.sleep(0.2)  # another process works, or the engine needs a pause

    def is_busy(self):
        self.env.invalidate_all()
        return bool(self.left()) or not all(index.current for index in self.indexes)

    def left(self):
        """{kind: number} of what waits, and indexes that are being built."""
        waiting = {kind: count for kind, (count, _old) in self.outbox._waiting().items()}
        return {**waiting, **dict.fromkeys(self.indexes.filtered("building").mapped("building"))}

    def check(self):
        """Kinds with a day on which database and index differ; today, which is the story's, too."""
        self.settle()
        today = date.today()  # noqa: DTZ011  as the addon's days
        for index in self.indexes.filtered(lambda index: index.kind != "check"):
            index._check()
            index._compare(self.engine, today, today + timedelta(days=1))
        self.env.cr.commit()
        self.settle()
        checks = self.env["g2p.search.check"].sudo().search([])
        return {
            "days": len(checks),
            "different": checks.filtered(lambda check: not check.is_equal).mapped("kind"),
        }

    # === The engine === #

    @property
    def engine(self):
        return self.connection._engine()

    def index(self, kind):
        return self.indexes.filtered(lambda index: index.kind == kind)

    def hits(self, kind):
        """{id: document} of a kind, as its readers see them."""
        self.engine.refresh(f"g2p-{kind}")
        found = self.engine.search(f"g2p-{kind}", {"size": 10_000})["hits"]["hits"]
        return {hit["_id"]: hit["_source"] for hit in found}

    def letters(self):
        """[(kind, reason)] of what was refused."""
        found = self.env["g2p.search.letter"].sudo().search([])
        return [(letter.kind, letter.reason) for letter in found]

    # === Records === #

    def records(self, kind):
        source = self.index(kind)._source().with_context(active_test=False)
        return source.search(source._analytics_domain)

    def note(self, kind, ids):
        self.outbox._note(kind, ids)
        self.env.cr.commit()

    def texts(self, model, domain, *names):
        records = self.env[model].sudo().with_context(active_test=False).search(domain)
        return [str(record[name]) for record in records for name in names if record[name]]

    def public(self):
        """Names that documents contain: an organisation may be called after its town."""
        companies = self.texts("res.company", [], "name")
        return {name.lower() for name in (*companies, *self.texts("g2p.program", [], "name"))}

    def people(self):
        """Names, numbers and codes of the story, which no document may contain."""
        texts = self.texts
        return {
            *texts("g2p.assistance.application", [], "name", "public_id", "hospital", *ANSWERS),
            *texts("g2p.reg.id", [], "value"),
            *texts("g2p.phone.number", [], "phone_no"),
            *texts("res.partner", [("is_registrant", "=", True)], "name", "street"),
            *texts("res.users", [], "login"),
            *texts("g2p.voucher", [], "name", "public_id"),
            *texts("g2p.voucher.copy", [], "code", "cti"),
            *texts("g2p.voucher.redemption", [], "name", "idempotency_key"),
            *texts("g2p.reimbursement.claim", [], "name", "invoice_number", "account_number"),
            *texts("g2p.claim.payment", [], "name"),
        }
