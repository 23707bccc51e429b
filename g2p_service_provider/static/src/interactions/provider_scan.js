import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { loadJS } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";

const ZXING = "/web/static/lib/zxing-library/zxing-library.js";
// Milliseconds between two looks at the camera: quick to the eye, kind to the battery.
const PAUSE = 150;
// Widths a photo is tried at: a large one is noisy, a small one loses a far code.
const PHOTO_WIDTHS = [1000, 1600, 600, 2400];

/** What to tell a person whose camera does not start. */
function cameraProblem(error) {
    switch (error && error.name) {
        case "NotAllowedError":
        case "SecurityError":
            return _t(
                "The camera was not allowed. Allow it for this site in the browser's settings, or use a photo or the typed code.",
            );
        case "NotFoundError":
        case "OverconstrainedError":
            return _t("This device has no camera. Use a photo or the typed code.");
        case "NotReadableError":
            return _t("Another program uses the camera. Close it and try again.");
        default:
            return _t("The camera can not be used here. Use a photo or the typed code.");
    }
}

/** A function that reads the text of a QR code on a canvas, or returns "". */
async function makeReader() {
    const native = window.BarcodeDetector;
    if (native && (await native.getSupportedFormats()).includes("qr_code")) {
        const detector = new native({ formats: ["qr_code"] });
        return async (canvas) => {
            const codes = await detector.detect(canvas);
            return codes.length ? codes[0].rawValue : "";
        };
    }
    await loadJS(ZXING);
    const ZXing = window.ZXing;
    const reader = new ZXing.MultiFormatReader();
    const hints = new Map([
        [ZXing.DecodeHintType.POSSIBLE_FORMATS, [ZXing.BarcodeFormat.QR_CODE]],
        [ZXing.DecodeHintType.TRY_HARDER, true],
    ]);
    return async (canvas) => {
        const source = new ZXing.HTMLCanvasElementLuminanceSource(canvas);
        const bitmap = new ZXing.BinaryBitmap(new ZXing.HybridBinarizer(source));
        try {
            return reader.decode(bitmap, hints).getText();
        } catch {
            // ZXing throws when it sees no code, or half a code.
            return "";
        }
    };
}

/** A canvas with the picture drawn at most `width` wide. */
function draw(picture, pictureWidth, pictureHeight, width) {
    const scale = Math.min(1, width / pictureWidth);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(pictureWidth * scale));
    canvas.height = Math.max(1, Math.round(pictureHeight * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
}

/** Reads a voucher with the camera or from a photo, and sends its text to be checked. */
export class ProviderScan extends Interaction {
    static selector = ".o_g2p_scan";
    dynamicContent = {
        ".o_g2p_scan_start": { "t-on-click": this.onStart },
        ".o_g2p_scan_stop": { "t-on-click": this.onStop },
        ".o_g2p_scan_photo": { "t-on-change": this.onPhoto },
    };

    setup() {
        this.video = this.el.querySelector("video");
        this.input = this.el.querySelector("[name=text]");
        this.stream = null;
        this.registerCleanup(() => this.stopCamera());
    }

    start() {
        // Without this script only the typed code is offered.
        this.el.classList.add("o_g2p_scan_ready");
    }

    say(text, isProblem = false) {
        const status = this.el.querySelector(".o_g2p_scan_status");
        status.textContent = text;
        status.classList.toggle("o_g2p_scan_problem", isProblem);
    }

    async onStart() {
        if (this.stream) {
            return;
        }
        if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) {
            this.say(_t("The camera needs a secure (https) address. Use a photo or the typed code."), true);
            return;
        }
        this.say(_t("Starting the camera…"));
        try {
            this.stream = await navigator.mediaDevices.getUserMedia({
                audio: false,
                // A code of this density is not read from the small default picture.
                video: {
                    facingMode: { ideal: "environment" },
                    width: { ideal: 1280 },
                    height: { ideal: 720 },
                },
            });
            this.video.srcObject = this.stream;
            await this.video.play();
        } catch (error) {
            this.stopCamera();
            this.say(cameraProblem(error), true);
            return;
        }
        this.el.classList.add("o_g2p_scan_live");
        this.say(_t("Hold the voucher's QR code in the frame."));
        await this.watch();
    }

    async watch() {
        const stream = this.stream;
        const read = await this.getReader();
        while (read && this.stream && this.stream === stream) {
            const { videoWidth, videoHeight } = this.video;
            if (videoWidth) {
                const text = await read(draw(this.video, videoWidth, videoHeight, 1280));
                if (text && this.stream === stream) {
                    this.submit(text);
                    return;
                }
            }
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
    }

    onStop() {
        this.stopCamera();
        this.say("");
    }

    stopCamera() {
        if (this.stream) {
            this.stream.getTracks().forEach((track) => track.stop());
        }
        this.stream = null;
        this.video.srcObject = null;
        this.el.classList.remove("o_g2p_scan_live");
    }

    async onPhoto(ev) {
        const file = ev.target.files[0];
        if (!file) {
            return;
        }
        this.stopCamera();
        this.say(_t("Reading the photo…"));
        const text = await this.readPhoto(file);
        ev.target.value = "";
        if (text) {
            this.submit(text);
        } else if (text === "") {
            this.say(
                _t("No QR code was found on the photo. Take it closer, flat and in good light, or type the code."),
                true,
            );
        }
    }

    /** The text on a photo; "" when there is none; null when it was already said why. */
    async readPhoto(file) {
        const read = await this.getReader();
        const picture = new Image();
        const url = URL.createObjectURL(file);
        try {
            picture.src = url;
            await picture.decode();
        } catch {
            this.say(_t("This file is no picture. Choose a photo of the voucher."), true);
            return null;
        } finally {
            URL.revokeObjectURL(url);
        }
        for (const width of read ? PHOTO_WIDTHS : []) {
            const text = await read(draw(picture, picture.naturalWidth, picture.naturalHeight, width));
            if (text) {
                return text;
            }
        }
        return read ? "" : null;
    }

    async getReader() {
        try {
            this.reader = this.reader || (await makeReader());
            return this.reader;
        } catch {
            this.stopCamera();
            this.say(_t("The reader could not be loaded. Type the code instead."), true);
            return null;
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
