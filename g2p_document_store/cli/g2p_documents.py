import sys

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class G2PDocuments(Command):
    """List the documents whose stored bytes are missing or altered.

    Reads every stored file of the database given with -d; the exit status is 1 when it lists any.
    """

    name = "g2p_documents"

    def run(self, args):
        """Check all documents of one database and list those that are not intact."""
        config.parse_config([*args, "--no-http"])
        names = config["db_name"]
        name = names[0] if isinstance(names, list) and names else names
        if not name:
            sys.exit("Name the database with -d; docs/operations.md has an example.")
        with Registry(name).cursor() as cr:
            broken = api.Environment(cr, SUPERUSER_ID, {})["g2p.document"]._check_all_bytes()
            lines = [
                f"document {document.id}: {document.bytes_state}"
                f" ({document.res_model} {document.res_id})\n"
                for document in broken
            ]
        sys.stdout.writelines(lines or ["All documents are intact.\n"])
        sys.exit(1 if lines else 0)
