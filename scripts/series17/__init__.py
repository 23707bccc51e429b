"""Exports the suite's addons, written for Odoo 19.0, as addons for Odoo 17.0. See README.md."""
