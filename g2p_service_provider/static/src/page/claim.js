/** Shows the total of the ticked redemptions of a new claim, including those on other pages. */

function showTotal(form) {
    const total = form.querySelector(".o_g2p_claim_total");
    if (!total) {
        return;
    }
    const everything = form.querySelector("[name=everything]:checked");
    const boxes = [...form.querySelectorAll("[name=redemption_ids]:checked")];
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

document.addEventListener("change", (ev) => {
    const form = ev.target.closest(".o_g2p_claim_form");
    if (form && ["redemption_ids", "everything"].includes(ev.target.name)) {
        showTotal(form);
    }
});
document.querySelectorAll(".o_g2p_claim_form").forEach(showTotal);
