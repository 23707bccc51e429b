/** @odoo-module **/

import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** A red banner for administrators, while the deployer keeps rights of OpenG2P open. */
export const openDoors = {
    dependencies: ["action", "notification"],
    start(env, { action, notification }) {
        const told = session.g2p_open_doors;
        if (!told) {
            return;
        }
        const onClick = () => {
            close();
            action.doAction(told.action);
        };
        const close = notification.add(told.message, {
            title: told.title,
            type: "danger",
            sticky: true,
            buttons: [{ name: told.button, primary: true, onClick }],
        });
    },
};

registry.category("services").add("g2p_series17.open_doors", openDoors);
