"""Plugin of pytest: passwords of tests are hashed with few rounds, as Odoo 19.0's tests do it.

17.0 hashes with 600,000 rounds in tests too, which takes longer than most tests: half a second for
each user that a test creates.
"""


def pytest_collection():
    """After the registry is loaded, before the first test."""
    from odoo.addons.base.models import res_users

    res_users.MIN_ROUNDS = 1
