"""Records that only the server writes cannot be changed or deleted by anybody else."""

import re

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .states import FORGED


@tagged("post_install", "-at_install")
class TestKeptMixin(TransactionCase):
    def models_of(self, mixin):
        base = self.env.registry[mixin]
        own = {name for name, cls in self.env.registry.items() if issubclass(cls, base)}
        return {name for name in own if not self.env[name]._abstract}

    def assert_refused(self, sentence, call, *args):
        with (
            self.subTest(call=call),
            self.assertRaisesRegex(AccessError, f"^{re.escape(sentence)}$"),
            self.cr.savepoint(),
        ):
            call(*args)

    def test_each_ledger_says_that_it_stays(self):
        ledgers = self.models_of("g2p.append.only.mixin")
        self.assertGreaterEqual(len(ledgers), 8)
        self.assertGreaterEqual(len(self.models_of("g2p.kept.mixin")), 20)
        for name in ledgers:
            said = self.env[name]._kept_sentences()
            self.assertLessEqual({"write", "unlink"}, said.keys(), name)

    def test_nobody_makes_changes_or_deletes_what_the_server_keeps(self):
        admin = self.env.ref("base.user_admin")
        for name in self.models_of("g2p.kept.mixin"):
            rows = self.env[name].with_user(admin).with_context(**FORGED)
            for operation, sentence in rows._kept_sentences().items():
                args = {"create": [{}], "write": [{}], "unlink": []}[operation]
                self.assert_refused(sentence, getattr(rows, operation), *args)

    def test_nothing_is_changed_in_a_ledger_and_nothing_deleted_under_sudo_either(self):
        for name in self.models_of("g2p.append.only.mixin"):
            rows_sudo = self.env[name].sudo().with_context(**FORGED)
            said = rows_sudo._kept_sentences()
            self.assert_refused(said["write"], rows_sudo.write, {})
            self.assert_refused(said["unlink"], rows_sudo.unlink)
