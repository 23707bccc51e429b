"""The signed text of a voucher: written, read strictly, verified. It knows nothing of Odoo."""
