/** Files of a form: photos are made smaller on the phone, and the progress of each file is shown.
 *
 * Without this script the browser sends the form itself. Marks: a form with the class g2p-files.
 */

/** Pixels of the longer side: every word of a sheet of paper can be read. */
const LONGEST = 2400;
const QUALITY = 0.82;
/** Bytes; smaller photos stay as they are. */
const ENOUGH = 600 * 1024;
const PHOTOS = ["image/jpeg", "image/png", "image/webp"];
/** The answer is read by this script, and a notice on it must be shown on the next page too. */
const MARK = "X-Sent-By-Script";

/** Photos that are being made smaller: {input: promise}. */
const busy = new Map();

function say(name, values = {}) {
    const words = document.getElementById("g2p_words");
    const text = words.content.querySelector(`[data-word="${name}"]`).textContent.trim();
    return text.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
}

function size(bytes) {
    const digits = { maximumFractionDigits: 1 };
    return `${(bytes / 1024 / 1024).toLocaleString(document.documentElement.lang || undefined, digits)} MB`;
}

// === Making a photo smaller === //

/** A JPEG of the photo, upright; the photo itself where that is no smaller or cannot be made. */
async function smaller(file) {
    if (!PHOTOS.includes(file.type) || file.size <= ENOUGH) {
        return file;
    }
    try {
        const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
        const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.width * scale);
        canvas.height = Math.round(picture.height * scale);
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        picture.close();
        const content = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
        if (!content || content.size >= file.size) {
            return file;
        }
        const name = `${file.name.replace(/\.[^.]*$/, "") || "photo"}.jpg`;
        return new File([content], name, { type: "image/jpeg", lastModified: file.lastModified });
    } catch {
        return file;
    }
}

/** The line below a file's input. */
function lineOf(input) {
    let line = input.nextElementSibling;
    if (!line || !line.classList.contains("g2p-sending")) {
        line = document.createElement("p");
        line.className = "g2p-sending";
        line.setAttribute("role", "status");
        input.after(line);
    }
    return line;
}

async function reduce(input) {
    const before = [...input.files];
    if (!before.some((file) => PHOTOS.includes(file.type) && file.size > ENOUGH)) {
        lineOf(input).textContent = "";
        return;
    }
    lineOf(input).textContent = say("preparing");
    const after = await Promise.all(before.map(smaller));
    if ([...input.files].some((file, index) => file !== before[index])) {
        return; // another file was chosen in the meantime
    }
    const list = new DataTransfer();
    after.forEach((file) => list.items.add(file));
    input.files = list.files;
    const sum = (files) => files.reduce((total, file) => total + file.size, 0);
    lineOf(input).textContent =
        sum(after) < sum(before) ? say("smaller", { from: size(sum(before)), to: size(sum(after)) }) : "";
}

// === Sending with progress === //

/** The inputs with files, in the order in which they are sent. */
function chosen(form) {
    return [...form.elements].filter((field) => field.type === "file" && !field.disabled && field.files.length);
}

/** Shows for each file how much of it was sent. */
function showProgress(inputs, loaded) {
    let before = 0;
    for (const input of inputs) {
        const own = [...input.files].reduce((total, file) => total + file.size, 0);
        const part = own ? Math.max(0, Math.min(1, (loaded - before) / own)) : 1;
        const line = lineOf(input);
        let bar = line.querySelector("progress");
        if (!bar) {
            bar = document.createElement("progress");
            bar.max = 100;
            bar.setAttribute("aria-label", input.files[0].name);
            line.replaceChildren(bar, document.createElement("span"));
        }
        bar.value = Math.round(part * 100);
        line.lastChild.textContent = part === 1 ? say("sent") : part > 0 ? say("sending") : say("waiting");
        before += own;
    }
}

function setBusy(form, isBusy) {
    form.dataset.busy = isBusy ? "1" : "";
    for (const button of form.querySelectorAll("button[type=submit]")) {
        button.setAttribute("aria-disabled", String(isBusy));
    }
}

/** Shows the page of the answer in place of this one. */
function showAnswer(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.querySelector("main");
    if (!main) {
        return false;
    }
    document.title = page.title;
    document.querySelector("main").replaceWith(document.adoptNode(main));
    const answered = document.querySelector(".o_g2p_answered");
    if (answered) {
        history.replaceState(history.state, "", answered.dataset.page);
    }
    const first = document.querySelector("main [autofocus]") || document.querySelector("main");
    first.focus();
    window.scrollTo(0, 0);
    return true;
}

/** Fails where nobody answers: the files stay chosen, and the person can try again. */
function fail(form, inputs) {
    setBusy(form, false);
    inputs.forEach((input) => {
        lineOf(input).textContent = say("unreached");
    });
}

function send(form, button) {
    const inputs = chosen(form);
    const data = new FormData(form);
    if (button?.name) {
        data.append(button.name, button.value);
    }
    const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader(MARK, "1");
    request.upload.addEventListener("progress", (ev) => showProgress(inputs, ev.loaded));
    request.addEventListener("error", () => fail(form, inputs));
    request.addEventListener("load", () => {
        const isElsewhere = request.responseURL && request.responseURL !== address;
        if (request.status < 400 && isElsewhere) {
            location.assign(request.responseURL);
        } else if (!showAnswer(request)) {
            fail(form, inputs);
        }
    });
    setBusy(form, true);
    showProgress(inputs, 0);
    request.send(data);
}

async function onSubmit(ev) {
    const form = ev.target;
    if (!form.classList.contains("g2p-files")) {
        return;
    }
    if (form.dataset.busy) {
        ev.preventDefault();
        return;
    }
    const inputs = chosen(form);
    const leaves = ev.submitter?.formEnctype === "application/x-www-form-urlencoded";
    if (!inputs.length || leaves) {
        return;
    }
    ev.preventDefault();
    const button = ev.submitter;
    setBusy(form, true);
    await Promise.all(inputs.map((input) => busy.get(input)));
    send(form, button);
}

document.addEventListener("change", (ev) => {
    if (ev.target.type === "file" && ev.target.form?.classList.contains("g2p-files")) {
        busy.set(ev.target, reduce(ev.target));
    }
});
// before the other listeners, which leave a form alone that is sent here
document.addEventListener("submit", onSubmit, true);
// "Back" restores a page whose form was being sent
window.addEventListener("pageshow", () => {
    document.querySelectorAll(".g2p-files").forEach((form) => setBusy(form, false));
});
