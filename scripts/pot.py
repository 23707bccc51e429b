# Fed to `odoo shell`: write what there is to translate in the addons, or tell which file is not
# current. POT_ADDONS: their names; POT_CHECK=1: write nothing. No dates and no version in the
# files: they change with the texts only.
import io
import logging
import os
import re
import sys
from pathlib import Path

from odoo.modules.module import get_module_path
from odoo.tools.translate import trans_export

VARYING = re.compile(rb'"(POT-Creation-Date|PO-Revision-Date|Project-Id-Version):.*\n')
#: where a text also stands: in the models of addons that only serve tests
IN_TESTS = re.compile(rb"#: model:ir\.model\.fields\S*__test_\S*\n")
_logger = logging.getLogger("pot")


def template(addon):
    """The bytes of the addon's template."""
    buffer = io.BytesIO()
    trans_export(False, [addon], buffer, "po", env)
    return IN_TESTS.sub(b"", VARYING.sub(b"", buffer.getvalue()))


for addon in os.environ["POT_ADDONS"].split():
    path = Path(get_module_path(addon)) / "i18n" / f"{addon}.pot"
    content = template(addon)
    if path.exists() and path.read_bytes() == content:
        continue
    if os.environ.get("POT_CHECK"):
        _logger.error("%s is not current: make pot writes it", path.name)
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        sys.stdout.write(f"{addon}/i18n/{path.name}\n")
