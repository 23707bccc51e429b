"""From self-contained HTML to PDF, behind a port."""

import abc
import subprocess
import tempfile
from pathlib import Path

TIMEOUT = 60  # seconds
MARGIN = "8"  # millimetres
NO_NETWORK = "http://127.0.0.1:9"  # a proxy nobody answers: nothing is ever fetched


class PdfError(Exception):
    """The renderer failed; nothing was made."""


class PdfRenderer(abc.ABC):
    """Makes one PDF of one HTML document."""

    @abc.abstractmethod
    def render(self, html, paper):
        """PDF bytes."""


class Wkhtmltopdf(PdfRenderer):
    """The program Odoo uses too, without scripts, local files or network."""

    def __init__(self, binary):
        self.binary = binary

    def render(self, html, paper):
        """PDF bytes, or PdfError."""
        with tempfile.TemporaryDirectory(prefix="voucher.") as folder:
            source, target = Path(folder, "in.html"), Path(folder, "out.pdf")
            source.write_text(html, encoding="utf-8")
            self._run([*self._options(paper), str(source), str(target)])
            if not target.exists():
                raise PdfError("no file was made")
            return target.read_bytes()

    def _options(self, paper):
        margins = [word for side in "TRBL" for word in (f"-{side}", MARGIN)]
        return [
            *("--quiet", "--disable-javascript", "--disable-local-file-access"),
            *("--encoding", "utf-8", "--proxy", NO_NETWORK, "--page-size", paper),
            *margins,
        ]

    def _run(self, arguments):
        try:
            done = subprocess.run(  # noqa: S603 (own arguments, no shell)
                [self.binary, *arguments],
                capture_output=True,
                timeout=TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as err:
            raise PdfError(str(err)) from err
        if done.returncode:
            raise PdfError(done.stderr.decode(errors="replace")[-500:])
