/** Reads a voucher with the camera or from a photo, and submits its text. */

// The scanner of g2p_voucher_scan; loaded only when somebody scans.
const SCANNER = "/g2p_voucher_scan/static/src/scanner";
/** Words about a camera that does not start; any other problem has one of its own. */
const PROBLEMS = ["denied", "missing", "busy", "insecure"];

const root = document.querySelector(".o_g2p_scan");
const input = root.querySelector("[name=text]");
let camera = null;

const find = (selector) => root.querySelector(selector);

/** A text of the page's template of words. */
function word(name) {
    const words = document.getElementById("scan_words");
    return words.content.querySelector(`[data-word="${name}"]`).textContent.trim();
}

function say(name, isProblem = false) {
    const status = find(".o_g2p_scan_status");
    status.textContent = name ? word(name) : "";
    status.classList.toggle("o_g2p_scan_problem", isProblem);
}

/** The text that the scanner page passes in the URL's fragment, which no server log contains; or "". */
function takeFragment() {
    const { hash, pathname } = window.location;
    if (!hash || hash === "#main") {
        return "";
    }
    window.history.replaceState(null, "", pathname);
    try {
        return decodeURIComponent(hash.slice(1));
    } catch {
        return "";
    }
}

function stopCamera() {
    if (camera) {
        camera.stop();
    }
    camera = null;
    root.classList.remove("o_g2p_scan_live");
}

/** Loads the scanner's modules; on failure shows a message and returns null. */
async function getScanner() {
    try {
        const [eye, reader] = await Promise.all([import(`${SCANNER}/camera.js`), import(`${SCANNER}/reader.js`)]);
        return { ...eye, ...reader, read: await reader.makeReader() };
    } catch {
        stopCamera();
        say("not_loaded", true);
        return null;
    }
}

function submit(text) {
    stopCamera();
    say("checking");
    input.value = text;
    input.form.submit();
}

async function onStart() {
    if (camera) {
        return;
    }
    say("starting");
    const scanner = await getScanner();
    if (!scanner || camera) {
        return;
    }
    camera = new scanner.Camera(find("video"));
    try {
        await camera.start();
    } catch (error) {
        stopCamera();
        const problem = scanner.cameraProblem(error);
        say(PROBLEMS.includes(problem) ? problem : "unusable", true);
        return;
    }
    root.classList.add("o_g2p_scan_live");
    say("hold");
    const text = await camera.watch(scanner.read);
    if (text) {
        submit(text);
    }
}

function onStop() {
    stopCamera();
    say("");
}

async function readFile({ readPhoto, read }, file) {
    let text;
    try {
        text = await readPhoto(file, read);
    } catch {
        say("no_picture", true);
        return;
    }
    if (text) {
        submit(text);
    } else {
        say("no_code", true);
    }
}

async function onPhoto(ev) {
    const file = ev.target.files[0];
    if (!file) {
        return;
    }
    stopCamera();
    say("reading");
    const scanner = await getScanner();
    if (scanner) {
        await readFile(scanner, file);
    }
    ev.target.value = "";
}

find(".o_g2p_scan_start").addEventListener("click", onStart);
find(".o_g2p_scan_stop").addEventListener("click", onStop);
find(".o_g2p_scan_photo").addEventListener("change", onPhoto);
window.addEventListener("pagehide", stopCamera);
// without this script only the typed code is offered
root.classList.add("o_g2p_scan_ready");
const passed = takeFragment();
if (passed) {
    submit(passed);
}
