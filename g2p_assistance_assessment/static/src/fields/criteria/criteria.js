/** @odoo-module **/

import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The criteria of an assessment as groups of radio buttons. The server adds up and words the score;
 * its place is there from the beginning, so that nothing moves when it arrives.
 */
export class AssessmentCriteria extends Component {
    static template = "g2p_assistance_assessment.Criteria";
    static props = { ...standardFieldProps };

    setup() {
        // kept here: a second choice may come before the server has answered to the first
        this.state = useState({ answers: { ...this.props.record.data[this.props.name] } });
    }

    get shown() {
        return this.props.record.data.assess_shown || {};
    }

    get criteria() {
        return this.shown.criteria || [];
    }

    get mayUseAmount() {
        return Boolean(this.shown.amount) && this.props.record.data.amount_policy !== "keep";
    }

    isChosen(key, value) {
        return this.state.answers[key] === value;
    }

    isAnswered(key) {
        return this.state.answers[key] !== undefined;
    }

    choose(key, value) {
        this.state.answers[key] = value;
        this.save();
    }

    clear(key, event) {
        // the button disappears: the focus stays with its criterion
        event.currentTarget.closest("fieldset").querySelector("input").focus();
        delete this.state.answers[key];
        this.save();
    }

    save() {
        return this.props.record.update({ [this.props.name]: { ...this.state.answers } });
    }

    useAmount() {
        return this.props.record.update({ amount: this.shown.amount });
    }
}

registry.category("fields").add("g2p_assessment_criteria", {
    component: AssessmentCriteria,
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "assess_shown", type: "json" }],
});
