/** The scanner page: reads a camera, photo or typed code and shows a verdict, with or without a network. */

import { Camera, cameraProblem } from "./camera.js";
import { parseCode } from "./code.js";
import { judge } from "./judge.js";
import { BRAKED, ask, combine } from "./online.js";
import { makeReader, readPhoto } from "./reader.js";
import { STALE, Trust } from "./trust.js";
import { showVerdict } from "./verdict.js";
import { ago, duration, say } from "./words.js";

const SYNC_EVERY = 5 * 60 * 1000;
const TICK = 30 * 1000;

const at = (id) => document.getElementById(id);
const trust = new Trust().load();
const camera = new Camera(at("view").querySelector("video"));
// the reason why the server's last data was refused: "refused" or "far"
let trouble = "";
let byCamera = false;

// === The data on the phone === //

function knowledge() {
    const off = trust.clockError();
    if (trouble === "far") {
        return ["far", "knows_far", { off: duration(trust.ahead) }];
    }
    if (!trust.record) {
        return ["none", "knows_none"];
    }
    if (off) {
        return ["clock", "knows_clock", { off: duration(off) }];
    }
    if (trouble) {
        return ["refused", "knows_refused"];
    }
    const values = { ago: ago(trust.age()) };
    if (trust.age() > STALE) {
        return ["stale", "knows_stale", values];
    }
    if (!navigator.onLine) {
        return ["offline", "knows_offline", values];
    }
    return ["fresh", navigator.serviceWorker?.controller ? "knows_fresh" : "knows_online", values];
}

function showKnowledge() {
    const [state, word, values] = knowledge();
    const text = say(word, values);
    at("knowledge").dataset.state = state;
    if (at("knowledge").textContent !== text) {
        at("knowledge").textContent = text;
    }
    // the phone's data itself conflicts with the server or the clock
    at("again").hidden = !["refused", "clock"].includes(state);
}

async function sync() {
    if (navigator.onLine) {
        const answer = await trust.sync();
        trouble = ["refused", "far"].includes(answer) ? answer : answer === "unreachable" ? trouble : "";
    }
    showKnowledge();
}

/** Replace the data on the phone: the user trusts the network. */
async function startOver() {
    const answer = await trust.startOver();
    const isNew = answer === "new";
    trouble = isNew ? "" : answer === "far" ? "far" : trouble;
    showMessage(isNew ? "" : "not_fetched", !isNew);
    showKnowledge();
    at("start").focus();
}

function tick() {
    showKnowledge();
    if (!document.hidden && !(trust.age() < SYNC_EVERY)) {
        sync();
    }
}

// === Scanning === //

function showMessage(word, isProblem = false) {
    showText(word && say(word), isProblem);
}

function showText(text, isProblem = false) {
    at("status").textContent = text;
    at("status").classList.toggle("problem", isProblem);
    if (isProblem) {
        at("status").scrollIntoView({ block: "nearest" });
    }
}

function showCamera(isOn) {
    at("view").hidden = !isOn;
    at("stop").hidden = !isOn;
    at("start").hidden = isOn;
    at("torch").hidden = !isOn || !camera.hasTorch;
    at("torch").setAttribute("aria-pressed", "false");
}

function stopCamera() {
    camera.stop();
    showCamera(false);
}

function showTools() {
    at("verdict").hidden = true;
    at("tools").hidden = false;
    showMessage("");
}

async function getReader() {
    try {
        return await makeReader();
    } catch {
        stopCamera();
        showMessage("no_reader", true);
        return null;
    }
}

async function startCamera() {
    showMessage("starting");
    try {
        await camera.start();
    } catch (error) {
        stopCamera();
        showMessage(`camera_${cameraProblem(error)}`, true);
        return;
    }
    byCamera = true;
    showCamera(true);
    showMessage("hold");
    const read = await getReader();
    if (read) {
        await watch(read);
    }
}

async function watch(read) {
    let text;
    try {
        text = await camera.watch(read);
    } catch {
        stopCamera();
        showMessage("no_reader", true);
    }
    if (text) {
        await check(text);
    }
}

async function takePhoto(ev) {
    const [file] = ev.target.files;
    if (!file) {
        return;
    }
    stopCamera();
    byCamera = false;
    showMessage("reading");
    const read = await getReader();
    if (read) {
        try {
            const text = await readPhoto(file, read);
            await (text ? check(text) : showMessage("no_code", true));
        } catch {
            showMessage("no_picture", true);
        }
    }
    ev.target.value = "";
}

async function takeCode(ev) {
    ev.preventDefault();
    stopCamera();
    byCamera = false;
    const code = parseCode(at("code").value);
    if (!code) {
        showMessage("code_wrong", true);
        return;
    }
    showMessage("checking");
    const answer = navigator.onLine && (await ask(code));
    if (!answer) {
        showMessage("code_offline", true);
        return;
    }
    if (answer.code === BRAKED) {
        showText(answer.message, true);
        return;
    }
    at("code").value = "";
    show(combine({}, answer), code);
}

// === The verdict === //

/** Check a QR text with the data on the phone, and ask the server if there is a network. */
async function check(text) {
    stopCamera();
    showMessage("checking");
    if (!trust.record) {
        await sync();
    }
    const [local, answer] = await Promise.all([judge(text, trust), navigator.onLine ? ask(text) : null]);
    show(combine(local, answer), text);
}

function show(result, text) {
    showVerdict(at("verdict"), result, trust, navigator.onLine);
    showRedeem(result, text);
    at("tools").hidden = true;
    at("verdict").hidden = false;
    window.scrollTo(0, 0);
    at("answer").focus({ preventScroll: true });
    navigator.vibrate?.(result.verdict === "usable" ? 80 : [80, 80, 200]);
    showKnowledge();
}

/** Staff of a provider of the programme redeem on that addon's page; others get no link to it. */
function showRedeem({ verdict, details }, text) {
    const page = document.body.dataset.redeem;
    const mayRedeem = Boolean(page && verdict === "usable" && details?.number);
    at("redeem").hidden = !mayRedeem;
    // after the #, so that no server logs the voucher
    at("redeem").href = mayRedeem ? `${page}#${encodeURIComponent(text)}` : "#";
}

function next() {
    showTools();
    if (byCamera) {
        startCamera();
    } else {
        at("start").focus();
    }
}

async function toggleTorch() {
    const isOn = at("torch").getAttribute("aria-pressed") === "true";
    try {
        await camera.setTorch(!isOn);
        at("torch").setAttribute("aria-pressed", String(!isOn));
    } catch {
        at("torch").hidden = true;
    }
}

// === Installing === //

function offerInstall(ev) {
    ev.preventDefault();
    at("install").hidden = false;
    at("install").onclick = () => {
        at("install").hidden = true;
        ev.prompt();
    };
}

async function install() {
    if (navigator.serviceWorker) {
        const { pathname } = window.location;
        navigator.serviceWorker.addEventListener("controllerchange", showKnowledge);
        await navigator.serviceWorker.register(`${pathname}-worker.js`, { scope: pathname });
        await navigator.storage?.persist?.();
    }
}

at("start").addEventListener("click", startCamera);
at("stop").addEventListener("click", () => {
    stopCamera();
    showMessage("");
});
at("torch").addEventListener("click", toggleTorch);
at("photo").addEventListener("change", takePhoto);
at("typed").addEventListener("submit", takeCode);
at("next").addEventListener("click", next);
at("start_over").addEventListener("click", startOver);
window.addEventListener("online", sync);
window.addEventListener("offline", showKnowledge);
window.addEventListener("beforeinstallprompt", offerInstall);
document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
        tick();
    } else if (camera.stream) {
        stopCamera();
        showMessage("");
    }
});
setInterval(tick, TICK);
at("loading")?.remove();
showTools();
showKnowledge();
sync();
install().catch(() => {
    // the page works without it, but not offline
});
