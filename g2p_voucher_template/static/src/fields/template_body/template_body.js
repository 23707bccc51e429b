/** @odoo-module **/

import { useEffect } from "@odoo/owl";
import { CodeEditor } from "@web/core/code_editor/code_editor";
import { registry } from "@web/core/registry";
import { AceField, aceField } from "@web/views/fields/ace/ace_field";

/**
 * Lines are wrapped: the styles of a template are long lines, and an editor scrolled to the end
 * of one would hide all the others.
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

/** The text of a voucher template; the preview gets each change before the record does. */
export class VoucherTemplateBody extends AceField {
    static components = { CodeEditor: WrappingEditor };

    handleChange(text) {
        super.handleChange(text);
        this.props.record.model.bus.trigger("VOUCHER_TEMPLATE_TYPED", text);
    }
}

registry.category("fields").add("g2p_voucher_body", {
    ...aceField,
    component: VoucherTemplateBody,
});
