/** @odoo-module **/

import { useEffect } from "@odoo/owl";
import { CodeEditor } from "@web/core/code_editor/code_editor";
import { registry } from "@web/core/registry";
import { AceField, aceField } from "@web/views/fields/ace/ace_field";

/**
 * Lines are wrapped: a template's styles are long lines, and an editor scrolled to the end of
 * one shows nothing of all the others.
 */
export class WrappingEditor extends CodeEditor {
    setup() {
        super.setup();
        useEffect(
            (editor) => editor.getSession().setUseWrapMode(true),
            () => [this.aceEditor],
        );
    }
}

/** The text of a voucher template. */
export class VoucherTemplateBody extends AceField {
    static components = { CodeEditor: WrappingEditor };
}

registry.category("fields").add("g2p_voucher_body", {
    ...aceField,
    component: VoucherTemplateBody,
});
