# Fed to `odoo shell`: put the demonstration's ID provider at ISSUER onto the sign-in page of the
# server at CLIENT; without ISSUER take it off.
import os

from odoo.addons.g2p_assistance_demo.national_id import connect

connect(env, os.environ.get("ISSUER"), os.environ["CLIENT"])
env.cr.commit()
