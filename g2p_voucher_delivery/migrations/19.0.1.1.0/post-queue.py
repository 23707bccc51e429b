"""Links wait in the queue of the suite, no longer for a scheduled action of their own."""

from odoo import SUPERUSER_ID, api, fields
from odoo.tools import sql

FORMER = "g2p_voucher_delivery.cron_deliver"


def migrate(cr, version):
    """Queue the links that wait for an attempt, and the failures not yet notified."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    former = env.ref(FORMER, raise_if_not_found=False)
    if former:
        former.unlink()
    deliveries, now = env["g2p.voucher.delivery"], fields.Datetime.now()
    # text messages had no time of their first attempt
    due = ["|", ("date_next", "!=", False), ("channel", "=", "sms")]
    for delivery in deliveries.search([("state", "=", "queued"), *due]):
        delivery.date_next = delivery.date_next or now
        delivery._defer("_attempt_due", at=delivery.date_next)
    if sql.column_exists(cr, "g2p_voucher_delivery", "has_news"):
        cr.execute("SELECT id FROM g2p_voucher_delivery WHERE has_news")
        deliveries.browse(row[0] for row in cr.fetchall())._defer("_notify_officers")
