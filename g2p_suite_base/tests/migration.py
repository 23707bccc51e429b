"""Shared by the tests of updates."""

import importlib.util
from pathlib import Path

from odoo.modules import get_module_path


def run_update(env, addon, name, version="19.0.1.0.0"):
    """Run a migration script of an addon, as an update would."""
    (path,) = Path(get_module_path(addon)).glob(f"migrations/*/{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    env.flush_all()
    script.migrate(env.cr, version)
    env.invalidate_all()
