/**
 * Runs a function of a test that imports the scanner's scripts, without a browser.
 * Reads { source, argument, now } from its input, writes the function's result as JSON.
 */
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { register } from "node:module";

register("./addresses.mjs", import.meta.url);
globalThis.crypto ??= webcrypto; // Node.js 18 has it, by another name
const { source, argument, now } = JSON.parse(readFileSync(0, "utf-8"));
Date.now = () => now;
const { default: run } = await import(`data:text/javascript,${encodeURIComponent(`export default ${source}`)}`);
process.stdout.write(JSON.stringify(await run(argument)));
