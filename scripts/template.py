# Fed to `odoo shell`: make the database self-contained, so that `createdb -T` alone copies it.
env["ir.config_parameter"].sudo().set_param("ir_attachment.location", "db")
env["ir.attachment"].sudo().force_storage()
env.cr.commit()
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
