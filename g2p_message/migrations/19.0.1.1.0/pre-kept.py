"""Sent messages are listed for 30 days at least: their rows keep reminders from coming twice."""


def migrate(cr, version):
    """Raise shorter times, before the constraint refuses them."""
    cr.execute("UPDATE res_company SET message_days_kept = 30 WHERE message_days_kept < 30")
