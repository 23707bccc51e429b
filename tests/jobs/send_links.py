"""Entry for `odoo shell`: links to three issued vouchers are queued, as SMS."""


def run(env):
    officer = env["g2p.voucher.batch"].search([], limit=1).create_uid
    vouchers = env["g2p.voucher"].search([("state", "=", "issued")], limit=3)
    vouchers.partner_id.write({"phone": "+254 799 000 123"})
    for voucher in vouchers.with_user(officer):
        voucher.action_send_sms()
    env.cr.commit()  # for the servers that send


run(env)  # noqa: F821 (the shell's)
