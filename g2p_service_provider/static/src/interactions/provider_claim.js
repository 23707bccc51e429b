import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Shows the total of the ticked redemptions of a new claim, including those on other pages. */
export class ProviderClaim extends Interaction {
    static selector = ".o_g2p_claim_form";
    dynamicContent = {
        "[name=redemption_ids], [name=everything]": { "t-on-change": this.showTotal },
    };

    start() {
        this.showTotal();
    }

    showTotal() {
        const total = this.el.querySelector(".o_g2p_claim_total");
        if (total) {
            const everything = this.el.querySelector("[name=everything]:checked");
            const boxes = [...this.el.querySelectorAll("[name=redemption_ids]:checked")];
            const amounts = everything
                ? [everything.dataset.amount]
                : [total.dataset.elsewhere || 0, ...boxes.map((box) => box.dataset.amount)];
            const cents = amounts.reduce((sum, amount) => sum + Math.round(amount * 1000), 0);
            const digits = Number(total.dataset.digits);
            const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
            const language = document.documentElement.lang || undefined;
            const amount = (cents / 1000).toLocaleString(language, format);
            total.textContent = `${amount} ${total.dataset.currency}`;
        }
    }
}

registry.category("public.interactions").add("g2p_service_provider.claim", ProviderClaim);
