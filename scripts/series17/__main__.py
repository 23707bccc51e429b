"""Export the suite for Odoo 17.0 and check the result:  python -m series17 ROOT

ROOT/dist/17.0 is replaced completely. If something cannot be exported, or a check fails, each cause
is reported as path:line, the folder is left empty, and the exit status is 1.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from . import checks
from .export import HERE, Export

SERIES = "17.0"


def _arguments(arguments):
    parser = argparse.ArgumentParser(prog="series17", description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path, help="the repository")
    parser.add_argument(
        "--overlay", type=Path, default=HERE / "overlay", help="files that replace exported ones"
    )
    parsed = parser.parse_args(arguments)
    return parsed.root.resolve(), parsed.overlay.resolve()


def _make(root, overlay, folder):
    """Export into a folder; returns the errors, and the last line."""
    export = Export(root, folder, overlay)
    export.run()
    wrong = export.refusals or checks.check(folder)
    return wrong, (
        f"Odoo {SERIES}: {len(export.addons)} addons, {len(export.test_addons)} for tests,"
        f" {export.files} files in dist/{SERIES}; every check passed"
    )


def main(arguments=None):
    root, overlay = _arguments(arguments)
    target = root / "dist" / SERIES
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".series17-") as work:
        folder = Path(work) / SERIES
        folder.mkdir()
        wrong, summary = _make(root, overlay, folder)
        if not wrong:
            folder.rename(target)
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(
        f"Odoo {SERIES}: nothing exported, {len(wrong)} to fix\n" if wrong else f"{summary}\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
