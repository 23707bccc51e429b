import { registry } from "@web/core/registry";

/**
 * After a decision: closes its dialog, says what was done and opens the next case.
 *
 * The next case takes the place of the decided one, so that the way back leads to the list, and the
 * browser's back button to the decided case. From a list that the officer has filtered the next one
 * of that list opens.
 */
export async function openNextCase(env, action) {
    const { message, message_end, model, decided, next, queue } = action.params;
    const actions = env.services.action;
    await actions.doAction({ type: "ir.actions.act_window_close" });
    env.bus.trigger("G2P:QUEUE-CHANGED");
    const controller = actions.currentController;
    const isHere = controller?.action.res_model === model && controller.view?.type === "form";
    const shown = (isHere && controller.props?.resIds) || [];
    let resId = next;
    if (shown.length > 1) {
        resId = await env.services.orm.silent.call(model, "approval_next_case", [], {
            res_ids: shown,
            after: decided,
        });
    }
    resId = resId || next;
    env.services.notification.add(resId ? message : message_end, { type: "success" });
    if (!resId) {
        return actions.doAction(queue, { clearBreadcrumbs: true });
    }
    const resIds = shown.includes(resId) ? shown : [resId];
    if (isHere) {
        return actions.switchView("form", { resId, resIds });
    }
    const form = {
        type: "ir.actions.act_window",
        res_model: model,
        res_id: resId,
        views: [[false, "form"]],
    };
    return actions.doAction(form, { stackPosition: "replaceCurrentAction" });
}

registry.category("actions").add("g2p_approval_queue.next", openNextCase);
