import contextlib
import errno
import logging
from pathlib import Path

from odoo import api, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)

_CONTENT = {"raw", "datas", "db_datas"}
_PLACE = {"res_model", "res_id"}


def _check_whole(path, size):
    """17.0 continues after a disk error, with half a file or none.

    :raises OSError: when the file is missing or incomplete
    """
    if path.stat().st_size != size:
        raise OSError(errno.EIO, "the file is not complete")


class IrAttachment(models.Model):
    """Documents keep the hashed bytes; closed threads accept no file from outside; a file that does
    not fit on the disk is refused with a message and leaves nothing behind."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_closed_threads(vals_list)
        ours = any(vals.get("res_model") == "g2p.document" for vals in vals_list)
        return super(IrAttachment, self._as_they_are() if ours else self).create(vals_list)

    def write(self, vals):
        places = self.sudo()  # sudo: reads their records; Odoo checks the right below
        if (_CONTENT | _PLACE) & vals.keys():
            self._check_closed_threads(
                [{"res_model": place.res_model, "res_id": place.res_id, **vals} for place in places]
            )
        # also when all files move to another storage
        ours = _CONTENT & vals.keys() and "g2p.document" in places.mapped("res_model")
        return super(IrAttachment, self._as_they_are() if ours else self).write(vals)

    def _as_they_are(self):
        """Prevent Odoo from shrinking photos when it stores or moves them."""
        return self.with_context(image_no_postprocess=True)

    @api.model
    def _file_write(self, bin_value, checksum):
        here = f"{checksum[:2]}/{checksum}"
        path = Path(self._full_path(here))
        try:
            name = super()._file_write(bin_value, checksum)
            if name == here:
                _check_whole(path, len(bin_value))
        except OSError as error:
            _logger.exception("a file of %s bytes could not be stored", len(bin_value))
            raise self._refuse_unstored(path, len(bin_value)) from error
        return name

    @api.model
    def _refuse_unstored(self, path, size):
        """The refusal of a file that the disk could not store; its stored half is deleted.

        Otherwise it would pass for the complete file as soon as the same file is sent again.
        """
        with contextlib.suppress(OSError):
            if path.stat().st_size != size:
                path.unlink()
        return UserError(
            self.env._(
                "The server cannot store files at the moment, so this file was not kept. Try again "
                "later; if it happens again, inform the office."
            )
        )

    @api.model
    def _check_closed_threads(self, vals_list):
        """Refuse files that a person from outside adds to a closed thread, on any path.

        Odoo's upload route writes under sudo for everybody who may read the record, so this checks
        the person and not the rights of the environment.
        """
        if not any(self._is_for_closed_thread(vals) for vals in vals_list):
            return
        # sudo: whether the account is an employee's
        if self.env.user.sudo().share:
            raise AccessError(
                self.env._("Files cannot be added here. Send the file on the page of your case.")
            )

    @api.model
    def _is_for_closed_thread(self, vals):
        model = self.env.registry.get(vals.get("res_model") or "")
        return bool(getattr(model, "_thread_closed_outside", False))
