from odoo.tests import TransactionCase, new_test_user, tagged

COLUMNS = (
    ("", ("login", "company_ids")),
    ("partner_id", ("name", "bank_ids")),
    ("partner_id.country_id", ("code",)),
)


@tagged("post_install", "-at_install")
class TestReadAhead(TransactionCase):
    """Reading ahead takes one statement and gives the same values as reading one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ahead = cls.env["g2p.read.ahead"]
        cls.kenya = cls.env.ref("base.ke")
        cls.one, cls.other = (
            new_test_user(cls.env, f"read-ahead-{number}", name=f"Person {number}")
            for number in (1, 2)
        )
        cls.one.partner_id.country_id = cls.kenya
        banks = cls.env["res.partner.bank"]
        for number in ("KE1", "KE2"):
            banks.create({"acc_number": number, "partner_id": cls.one.partner_id.id})

    def setUp(self):
        super().setUp()
        self.users = self.one | self.other
        self.env.flush_all()
        self.env.invalidate_all()

    def read(self, users):
        return [
            (
                user.login,
                user.company_ids,
                user.partner_id.name,
                user.partner_id.bank_ids.mapped("acc_number"),
                user.partner_id.country_id.code,
            )
            for user in users
        ]

    def test_one_statement_reads_what_many_would(self):
        expected = self.read(self.users)
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.ahead._fetch(self.users, COLUMNS)
        names = {"login", "company_ids"}
        for user in self.users:
            self.assertLessEqual(names, set(user._cache))
            self.assertLessEqual({"name", "bank_ids"}, set(user.partner_id._cache))
        self.assertEqual(self.read(self.users), expected)
        self.assertEqual(expected[0][4], "KE")
        self.assertEqual(len(expected[0][3]), 2)

    def test_records_are_found_by_a_condition(self):
        found = self.ahead._find(self.env["res.users"], "x.login = %s", [self.one.login], COLUMNS)
        self.assertEqual(found, self.one)
        self.assertFalse(self.ahead._find(self.users, "x.login = %s", ["nobody"], COLUMNS))

    def test_what_is_not_written_yet_counts(self):
        self.one.partner_id.name = "Changed"
        self.one.partner_id.bank_ids[0].partner_id = self.other.partner_id
        self.ahead._fetch(self.users, COLUMNS)
        self.assertEqual(self.one.partner_id.name, "Changed")
        self.assertEqual([len(user.partner_id.bank_ids) for user in self.users], [1, 1])
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.one.partner_id.name, "Changed")

    def test_it_is_not_for_users(self):
        with self.assertRaises(ValueError):
            self.ahead._fetch(self.users.with_user(self.one), COLUMNS)

    def test_what_depends_on_the_language_is_not_read_ahead(self):
        for columns in ((("", ("name",)),), (("", ("image_url",)),)):
            with self.subTest(columns), self.assertRaises(ValueError):
                self.ahead._fetch(self.kenya, columns)

    def test_nothing_is_asked_for_nothing(self):
        with self.assertQueryCount(0):
            self.ahead._fetch(self.users.browse(), COLUMNS)
