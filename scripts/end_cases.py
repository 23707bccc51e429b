# Fed to `odoo shell`: finishes every case in progress, before addons that cases rest on are
# uninstalled.

cases = env["g2p.assistance.application"].search([("state", "in", ("submitted", "returned"))])
for case in cases:
    case.with_user(case.applicant_user_id)._portal_withdraw()
for voucher in env["g2p.voucher"].search([("state", "in", ("draft", "issued"))]):
    voucher._end("cancelled" if voucher.state == "draft" else "revoked", "Uninstallation")
env.cr.commit()
