"""Settings of the suite on the server: in its environment, or its configuration file.

Odoo reads only the section ``[options]``; each addon has its own section there.
"""

import configparser

from odoo.tools import config


def paths():
    """The configuration files that the server was started with."""
    found = config.get("config") or getattr(config, "rcfile", None) or ()
    return (found,) if isinstance(found, str) else tuple(found)


def setting(environ, files, variable, section, option):
    """A setting from the environment, else from the files; empty where it is not set.

    >>> setting({"CLAMD": " /run/x "}, None, "CLAMD", "g2p_document_store", "clamd_socket")
    '/run/x'
    >>> setting({}, None, "CLAMD", "g2p_document_store", "clamd_socket")
    ''
    """
    return (environ.get(variable) or _from_files(files, section, option)).strip()


def _from_files(files, section, option):
    parser = configparser.RawConfigParser()
    try:
        parser.read(files or ())
    except configparser.Error:
        return ""
    return parser.get(section, option, fallback="")
