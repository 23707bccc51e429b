/** Sizes of a page on the screen; no component here. */

const STEP = 1.25;
const LEAST = 0.5;
const MOST = 8;

/** The next zoom up (1) or down (-1), or the given one (0), within the limits. */
export function zoomed(zoom, by) {
    const next = Math.min(Math.max(zoom * STEP ** by, LEAST), MOST);
    return Math.abs(next - 1) < 0.01 ? 1 : next;
}

/** Distance of two fingers. */
export function spanOf([one, other]) {
    return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
}

/** A quarter of a circle further. */
export function turned(turns) {
    return (turns + 1) % 4;
}

/**
 * The box of a page that is rotated and zoomed, where a zoom of 1 fits it into the pane.
 *
 * @returns {Object} `width` and `height` of the box, `across` and `down` of the page before it is
 *  rotated, in pixels
 */
export function boxOf(page, pane, turns, zoom) {
    const isOnItsSide = turns % 2 === 1;
    const width = isOnItsSide ? page.height : page.width;
    const height = isOnItsSide ? page.width : page.height;
    const scale = Math.min((pane.width || width) / width, (pane.height || height) / height, 1) * zoom;
    return {
        width: Math.round(width * scale),
        height: Math.round(height * scale),
        across: Math.round(page.width * scale),
        down: Math.round(page.height * scale),
    };
}
