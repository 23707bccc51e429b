/** The scanner page: camera, photo or typed code in, a verdict out, with or without a network. */

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
// why what the server sent last was not taken: "refused" or "far"
let trouble = "";
let byCamera = false;

// === What the phone knows === //

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
    // what is known is itself what disagrees with the server or the clock
    at("again").hidden = !["refused", "clock"].includes(state);
}

async function sync() {
    if (navigator.onLine) {
        const answer = await trust.sync();
        trouble = ["refused", "far"].includes(answer) ? answer : answer === "unreachable" ? trouble : "";
    }
    showKnowledge();
}

/** The person says that the network is to be trusted: what it says counts, whatever was known. */
async function startOver() {
    const answer = await trust.startOver();
    const isNew = answer === "new";
    trouble = isNew ? "" : answer === "far" ? "far" : trouble;
    tell(isNew ? "" : "not_fetched", !isNew);
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

function tell(word, isProblem = false) {
    tellText(word && say(word), isProblem);
}

function tellText(text, isProblem = false) {
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
    tell("");
}

async function getReader() {
    try {
        return await makeReader();
    } catch {
        stopCamera();
        tell("no_reader", true);
        return null;
    }
}

async function startCamera() {
    tell("starting");
    try {
        await camera.start();
    } catch (error) {
        stopCamera();
        tell(`camera_${cameraProblem(error)}`, true);
        return;
    }
    byCamera = true;
    showCamera(true);
    tell("hold");
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
        tell("no_reader", true);
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
    tell("reading");
    const read = await getReader();
    if (read) {
        try {
            const text = await readPhoto(file, read);
            await (text ? check(text) : tell("no_code", true));
        } catch {
            tell("no_picture", true);
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
        tell("code_wrong", true);
        return;
    }
    tell("checking");
    const answer = navigator.onLine && (await ask(code));
    if (!answer) {
        tell("code_offline", true);
        return;
    }
    if (answer.code === BRAKED) {
        tellText(answer.message, true);
        return;
    }
    at("code").value = "";
    show(combine({}, answer), code);
}

// === The verdict === //

/** Judge a QR text by what the phone knows, and ask the server where there is a network. */
async function check(text) {
    stopCamera();
    tell("checking");
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

/** Staff of a provider of the programme redeem on that addon's page; nobody else is led there. */
function showRedeem({ verdict, details }, text) {
    const page = document.body.dataset.redeem;
    const mayRedeem = Boolean(page && verdict === "usable" && details?.number);
    at("redeem").hidden = !mayRedeem;
    // behind the #, so that no server's log gets the voucher
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
    tell("");
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
        tell("");
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
