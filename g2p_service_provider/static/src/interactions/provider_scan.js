import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

// The scanner of g2p_voucher_scan; loaded only when somebody scans.
const SCANNER = "/g2p_voucher_scan/static/src/scanner";

/** Message about a camera that does not start. */
function cameraWords(problem) {
    switch (problem) {
        case "denied":
            return _t(
                "The browser does not allow the camera. Allow it for this site in the browser's settings, or use a photo or the typed code.",
            );
        case "missing":
            return _t("This device has no camera. Use a photo or the typed code.");
        case "busy":
            return _t("Another program is using the camera. Close it and try again.");
        case "insecure":
            return _t("The camera needs a secure (https) address. Use a photo or the typed code.");
        default:
            return _t("The camera cannot be used here. Use a photo or the typed code.");
    }
}

/** The text that the scanner page passes in the URL's fragment, which no server log contains; or "". */
function takeFragment() {
    const { hash, pathname } = window.location;
    if (!hash) {
        return "";
    }
    window.history.replaceState(null, "", pathname);
    try {
        return decodeURIComponent(hash.slice(1));
    } catch {
        return "";
    }
}

/** Reads a voucher with the camera or from a photo, and submits its text. */
export class ProviderScan extends Interaction {
    static selector = ".o_g2p_scan";
    dynamicContent = {
        ".o_g2p_scan_start": { "t-on-click": this.onStart },
        ".o_g2p_scan_stop": { "t-on-click": this.onStop },
        ".o_g2p_scan_photo": { "t-on-change": this.onPhoto },
    };

    setup() {
        this.input = this.el.querySelector("[name=text]");
        this.camera = null;
        this.registerCleanup(() => this.stopCamera());
    }

    start() {
        // Without this script only the typed code is offered.
        this.el.classList.add("o_g2p_scan_ready");
        const text = takeFragment();
        if (text) {
            this.submit(text);
        }
    }

    say(text, isProblem = false) {
        const status = this.el.querySelector(".o_g2p_scan_status");
        status.textContent = text;
        status.classList.toggle("o_g2p_scan_problem", isProblem);
    }

    /** Loads the scanner's modules; on failure shows a message and returns null. */
    async getScanner() {
        try {
            const [camera, reader] = await Promise.all([
                import(`${SCANNER}/camera.js`),
                import(`${SCANNER}/reader.js`),
            ]);
            return { ...camera, ...reader, read: await reader.makeReader() };
        } catch {
            this.stopCamera();
            this.say(_t("The reader could not be loaded. Type the code instead."), true);
            return null;
        }
    }

    async onStart() {
        if (this.camera) {
            return;
        }
        this.say(_t("Starting the camera…"));
        const scanner = await this.getScanner();
        if (!scanner || this.camera) {
            return;
        }
        this.camera = new scanner.Camera(this.el.querySelector("video"));
        try {
            await this.camera.start();
        } catch (error) {
            this.stopCamera();
            this.say(cameraWords(scanner.cameraProblem(error)), true);
            return;
        }
        this.el.classList.add("o_g2p_scan_live");
        this.say(_t("Hold the voucher's QR code in the frame."));
        const text = await this.camera.watch(scanner.read);
        if (text) {
            this.submit(text);
        }
    }

    onStop() {
        this.stopCamera();
        this.say("");
    }

    stopCamera() {
        if (this.camera) {
            this.camera.stop();
        }
        this.camera = null;
        this.el.classList.remove("o_g2p_scan_live");
    }

    async onPhoto(ev) {
        const file = ev.target.files[0];
        if (!file) {
            return;
        }
        this.stopCamera();
        this.say(_t("Reading the photo…"));
        const scanner = await this.getScanner();
        if (scanner) {
            await this.readPhoto(scanner, file);
        }
        ev.target.value = "";
    }

    async readPhoto({ readPhoto, read }, file) {
        let text;
        try {
            text = await readPhoto(file, read);
        } catch {
            this.say(_t("This file is not a picture. Choose a photo of the voucher."), true);
            return;
        }
        if (text) {
            this.submit(text);
        } else {
            this.say(
                _t("No QR code was found in the photo. Take a closer one, flat and in good light, or type the code."),
                true,
            );
        }
    }

    submit(text) {
        this.stopCamera();
        this.say(_t("Code read. Checking…"));
        this.input.value = text;
        this.input.form.submit();
    }
}

registry.category("public.interactions").add("g2p_service_provider.scan", ProviderScan);
