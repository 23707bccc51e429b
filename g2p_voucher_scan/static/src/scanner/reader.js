/**
 * Reads QR codes: with zxing-wasm if the build step installed it, or with the ZXing that Odoo
 * bundles. Also used by pages of other addons, through a dynamic import of this file.
 */

const LIB = "/g2p_voucher_scan/static/lib/scanner";
const ODOO_ZXING = "/web/static/lib/zxing-library/zxing-library.js";
// [width, degrees] to try for a photo: a large one is noisy, a small one loses a distant code, and
// Odoo's ZXing misses one perfect picture in eight unless it is rotated a little.
const PHOTO_TRIES = [
    [1000, 0],
    [1000, 4],
    [1000, -9],
    [1600, 0],
    [600, 0],
    [600, 13],
    [2400, 0],
];

async function makeWasmReader() {
    const { prepareZXingModule, readBarcodes } = await import(`${LIB}/zxing.js`);
    const packed = await fetch(`${LIB}/zxing_reader.bin`);
    if (!packed.ok) {
        throw new Error("no decoder");
    }
    // packed by the build step, so that it is small without compression by the server
    const stream = packed.body.pipeThrough(new DecompressionStream("gzip"));
    const wasmBinary = await new Response(stream).arrayBuffer();
    await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
    const options = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 };
    return async (canvas) => {
        const picture = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const [code] = await readBarcodes(picture, options);
        return code?.isValid ? code.text : "";
    };
}

function loadScript(address) {
    return new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = resolve;
        script.onerror = () => reject(new Error("no decoder"));
        document.head.append(script);
    });
}

async function makeOdooReader() {
    if (!window.ZXing) {
        await loadScript(ODOO_ZXING);
    }
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
            return ""; // it throws if it sees no code, or half a code
        }
    };
}

let making = null;

/** A function that reads the text of a QR code on a canvas, or "". Rejects if none can be loaded. */
export function makeReader() {
    making ??= makeWasmReader().catch(makeOdooReader);
    making.catch(() => {
        making = null; // the next attempt may have a network
    });
    return making;
}

/** Rotate later drawing about the middle, and shrink it so that its corners stay inside. */
function turn(context, { width, height }, degrees) {
    context.fillStyle = "white";
    context.fillRect(0, 0, width, height);
    context.translate(width / 2, height / 2);
    context.rotate((degrees * Math.PI) / 180);
    context.scale(0.9, 0.9);
    context.translate(-width / 2, -height / 2);
}

/** A canvas with the picture drawn at most `width` wide, rotated by `degrees` about its middle. */
export function draw(picture, pictureWidth, pictureHeight, width, degrees = 0) {
    const scale = Math.min(1, width / pictureWidth);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(pictureWidth * scale));
    canvas.height = Math.max(1, Math.round(pictureHeight * scale));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (degrees) {
        turn(context, canvas, degrees);
    }
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
}

/** The text on a photo, or ""; rejects if the file is not a picture. */
export async function readPhoto(file, read) {
    const picture = new Image();
    const url = URL.createObjectURL(file);
    try {
        picture.src = url;
        await picture.decode();
    } finally {
        URL.revokeObjectURL(url);
    }
    for (const [width, degrees] of PHOTO_TRIES) {
        const { naturalWidth, naturalHeight } = picture;
        const text = await read(draw(picture, naturalWidth, naturalHeight, width, degrees));
        if (text) {
            return text;
        }
    }
    return "";
}
