"""The signed text of a voucher: written, read strictly, verified; independent of Odoo."""
