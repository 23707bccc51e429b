"""Lists the packages that a Python lacks for Odoo 17.0 with the exported addons and their tests."""

import importlib.util
import shutil
import sys

#: imported name -> its package
IMPORTS = {
    "odoo.addons": "an Odoo 17.0 (ODOO17_HOME)",
    "cbor2": "cbor2>=5.9,<6",
    "qrcode": "qrcode",
    "phonenumbers": "phonenumbers>=8.13,<10",
    "anyascii": "anyascii>=0.3.2,<0.4",
    "tinycss2": "tinycss2>=1.2,<2",
    "cwt": "cwt==1.3.2 (later ones need a newer cryptography than OpenG2P allows)",
    "base45": "base45",
    "jwt": "PyJWT>=2.10,<3",
    "hypothesis": "hypothesis",
    "zxingcpp": "zxing-cpp",
    "pytest_odoo": "pytest-odoo",
    "freezegun": "freezegun",
    "websocket": "websocket-client (without it Odoo silently skips browser tours)",
}
PROGRAMS = {
    "pdftotext": "poppler-utils",
    "wkhtmltopdf": "wkhtmltopdf",
    "chromium": "chromium",
}


def _is_there(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


lacking = [package for name, package in IMPORTS.items() if not _is_there(name)]
lacking += [package for name, package in PROGRAMS.items() if not shutil.which(name)]
sys.exit("\n".join(f"missing: {package}" for package in lacking) or 0)
