"""Fed to `odoo shell`: uninstall the suite (SUITE names its addons) as an administrator does."""

import os

modules = env["ir.module.module"].search(
    [("name", "in", os.environ["SUITE"].split()), ("state", "=", "installed")]
)
modules.button_immediate_uninstall()
