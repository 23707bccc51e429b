import { patch } from "@web/core/utils/patch";
import { ExportDataDialog } from "@web/views/view_dialogs/export_data_dialog";

patch(ExportDataDialog.prototype, {
    /**
     * Odoo's button stays disabled when the server refuses the download: here somebody gives a
     * reason and exports again, without choosing the fields once more.
     */
    async onClickExportButton() {
        try {
            return await super.onClickExportButton(...arguments);
        } finally {
            this.state.disabled = false;
        }
    },
});
