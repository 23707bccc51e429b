/** The camera of a phone, pointed at a voucher. Also used by pages of other addons. */

import { draw } from "./reader.js";

// Milliseconds between two frames: fast enough for the user, and saves the battery.
const PAUSE = 150;
// A code of this density cannot be read from the small default picture.
const WIDTH = 1280;
const HEIGHT = 720;

/** The reason why a camera does not start: "denied", "missing", "busy", "insecure" or "other". */
export function cameraProblem(error) {
    switch (error?.name) {
        case "NotAllowedError":
        case "SecurityError":
            return "denied";
        case "NotFoundError":
        case "OverconstrainedError":
            return "missing";
        case "NotReadableError":
            return "busy";
        default:
            return window.isSecureContext ? "other" : "insecure";
    }
}

export class Camera {
    constructor(video) {
        this.video = video;
        this.stream = null;
    }

    /** Show the camera's picture; rejects with an error for cameraProblem(). */
    async start() {
        this.stop();
        const stream = await navigator.mediaDevices.getUserMedia({
            audio: false,
            video: { facingMode: { ideal: "environment" }, width: { ideal: WIDTH }, height: { ideal: HEIGHT } },
        });
        this.stop(); // another start may have been faster
        this.stream = stream;
        this.video.srcObject = stream;
        await this.video.play();
    }

    stop() {
        this.stream?.getTracks().forEach((track) => track.stop());
        this.stream = null;
        this.video.srcObject = null;
    }

    /** Whether this camera has a light. */
    get hasTorch() {
        const [track] = this.stream?.getVideoTracks() || [];
        return Boolean(track?.getCapabilities?.().torch);
    }

    async setTorch(on) {
        const [track] = this.stream.getVideoTracks();
        await track.applyConstraints({ advanced: [{ torch: on }] });
    }

    /** The first text that `read` finds; "" if the camera was stopped before. */
    async watch(read) {
        const stream = this.stream;
        while (this.stream && this.stream === stream) {
            const { videoWidth, videoHeight } = this.video;
            const text = videoWidth ? await read(draw(this.video, videoWidth, videoHeight, WIDTH)) : "";
            if (text && this.stream === stream) {
                return text;
            }
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
        return "";
    }
}
