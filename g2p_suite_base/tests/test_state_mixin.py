"""Each state has one writer, whatever values and contexts a caller sends."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .states import FORGED, Disguised


def with_state(env):
    """The models with one writer of their state."""
    mixin = env.registry["g2p.state.mixin"]
    own = [name for name, cls in env.registry.items() if issubclass(cls, mixin)]
    return [name for name in own if not env[name]._abstract]


@tagged("post_install", "-at_install")
class TestStateMixin(TransactionCase):
    def test_all_states_of_cases_keys_vouchers_providers_and_claims_have_one_writer(self):
        self.assertGreaterEqual(len(with_state(self.env)), 9)

    def test_no_context_and_no_text_passes_for_a_move(self):
        for name in with_state(self.env):
            model = self.env[name]
            for state in (*dict(model._fields["state"].selection), Disguised("draft")):
                for env in (self.env, self.env(context={**self.env.context, **FORGED})):
                    with (
                        self.subTest(model=name, state=state),
                        self.assertRaises(AccessError),
                        self.cr.savepoint(),
                    ):
                        env[name].write({"state": state})

    def test_the_table_of_transitions_names_states_that_there_are(self):
        for name in with_state(self.env):
            model = self.env[name]
            states = set(dict(model._fields["state"].selection))
            named = {model._first_state, *model._transitions}.union(*model._transitions.values())
            self.assertLessEqual(named, states, name)

    def test_a_refused_move_is_a_sentence_of_the_model(self):
        for name in with_state(self.env):
            record = self.env[name].new({"state": self.env[name]._first_state})
            with self.subTest(name), self.assertRaises(UserError):
                record._set_state("no such state")
