/** Questions that depend on another one of the page appear when they apply. Without this script all
 *  are shown, each with its condition in words. */

const dependent = [...document.querySelectorAll("[data-depends]")];

/** The chosen answers of a question; none while the question itself is hidden. */
function chosen(name) {
    const inputs = [...document.querySelectorAll(`input[name="${name}"]:checked`)];
    return inputs.filter((input) => !input.closest("[hidden]")).map((input) => input.value);
}

/** In the order of the page, since a question can depend on one that depends itself. */
function update() {
    for (const el of dependent) {
        const answers = el.dataset.answers.split(" ");
        el.hidden = !chosen(el.dataset.depends).some((answer) => answers.includes(answer));
    }
}

for (const el of dependent) {
    el.querySelector(".g2p-only-if").hidden = true;
}
document.addEventListener("change", update);
update();
