from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from .common import MessageCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, MessageCase):
    lists_of = "g2p_message"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.env["res.partner"].create([{"name": f"P{n}"} for n in range(MANY)])
        cls.new_case(people)._queue_messages("test_news")
        messages = cls.env["g2p.message"].search([("partner_id", "in", people.ids)])
        # one for each company of a group; making the companies would take minutes
        cls.env.cr.execute(
            "INSERT INTO g2p_message_text (event, channel, is_on, body, scope_key)"
            " SELECT 'test_news', 'sms', true, '{\"en_US\": \"News\"}', n::text"
            " FROM generate_series(1001, %s) n RETURNING id",
            [1000 + MANY],
        )
        texts = cls.env["g2p.message.text"].browse(row[0] for row in cls.env.cr.fetchall())
        cls.lists = {
            "g2p_message_view_list": (cls.manager, messages),
            "g2p_message_text_view_list": (cls.manager, texts),
        }
