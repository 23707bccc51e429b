// Loads dashboards into o-spreadsheet, the engine of Odoo's spreadsheets, without a browser:
//   node engine.mjs <folder of Odoo's addons> <value of each figure> <file>...
// Prints, as JSON, for each file: the values of its cells, and its figures. Charts, pivots and
// translation come from Odoo's client; here they are stand-ins that know no data.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { runInThisContext } from "node:vm";

const [addons, value, ...files] = process.argv.slice(2);
const source = (name) =>
    readFileSync(`${addons}/spreadsheet/static/src/o_spreadsheet/${name}.js`, "utf8");

// === The browser, as far as the engine reads it when it is loaded === //
const nothing = () =>
    new Proxy(function () {}, {
        get: (target, key) =>
            key === Symbol.toPrimitive ? () => "" : key === "prototype" ? {} : nothing(),
        apply: () => nothing(),
        construct: () => ({}),
        set: () => true,
    });
const some = (known) => new Proxy(known, { get: (all, key) => (key in all ? all[key] : nothing()) });
const canvas = { measureText: (text) => ({ width: 6 * (text || "").length }) };
globalThis.window = globalThis;
globalThis.document = some({ createElement: () => some({ getContext: () => some(canvas) }) });
globalThis.addEventListener ??= () => {};
globalThis.DOMParser = class {
    parseFromString() {
        return globalThis.document;
    }
};
for (const name of ["HTMLElement", "Element", "Node", "Image", "ResizeObserver", "Path2D"]) {
    globalThis[name] ??= class {};
}
globalThis.OffscreenCanvas = class {
    getContext() {
        return some(canvas);
    }
};
const owl = some({
    Component: class {},
    App: class {},
    EventBus: EventTarget,
    markRaw: (object) => object,
    toRaw: (object) => object,
    reactive: (object) => object,
    xml: () => "",
});
console.debug = console.info = () => {}; // the engine's times; its errors stay

// === The engine, with Odoo's steps of migration === //
globalThis.odoo = { define: (_name, _needs, make) => (globalThis.spreadsheet = make(() => owl)) };
runInThisContext(source("o_spreadsheet"));
const { Model, load, registries } = globalThis.spreadsheet;
const steps = source("migration").replace(/^import .*$/gm, "").replace(/^export /gm, "");
runInThisContext(`(function () {${steps}\n})()`);

// === Stand-ins of Odoo's client === //
class Definition {
    constructor(values) {
        Object.assign(this, values);
    }
}
class Pivot {
    type = "ODOO";
    needsReevaluation = false;
    constructor(_custom, params) {
        this.definition = params.definition;
    }
    init() {}
    assertIsValid() {}
    isValid = () => true;
    markAsDirtyForEvaluation() {}
    areDomainArgsFieldsValid = () => true;
    parseArgsToPivotDomain = () => [];
    getMeasure(id) {
        const found = this.definition.measures.find((measure) => measure.id === id);
        if (!found) {
            throw new Error(`no measure ${id}`);
        }
        return { ...found, displayName: id, isHidden: false };
    }
    getPivotCellValueAndFormat(id) {
        this.getMeasure(id);
        return { value: value === "" ? "" : Number(value) };
    }
    getCollapsedTableStructure = () => ({
        getPivotCells: () => [[{ type: "EMPTY" }]],
        numberOfCells: 1,
        columns: [],
        rows: [],
        measures: [],
    });
}
registries.pivotRegistry.add("ODOO", {
    ui: Pivot,
    definition: Definition,
    externalData: true,
    dateGranularities: [],
    datetimeGranularities: [],
    isMeasureCandidate: () => true,
    isGroupable: () => true,
    onIterationEndEvaluation: () => {},
    adaptRanges: (_getters, definition) => definition,
});
for (const kind of ["odoo_bar", "odoo_pie"]) {
    const same = (definition) => definition;
    registries.chartRegistry.add(kind, {
        match: (type) => type === kind,
        createChart: (_id, definition) => ({ type: kind, getDefinition: () => definition }),
        getChartRuntime: () => ({}),
        validateChartDefinition: () => "Success",
        transformDefinition: same,
        getChartDefinitionFromContextCreation: same,
        sequence: 1,
    });
}
const text = { name: "text", description: "", type: ["STRING"] };
registries.functionRegistry.add("_t", {
    description: "translation",
    category: "Odoo",
    args: [text],
    compute: (argument) => argument?.value ?? argument,
});

// === The files === //
function computed(file) {
    const model = new Model(load(JSON.parse(readFileSync(file, "utf8"))), { mode: "readonly" });
    const [shown, data] = model.getters.getSheetIds().map((sheetId) => {
        const cells = {};
        for (const [xc, _text] of Object.entries(
            JSON.parse(readFileSync(file, "utf8")).sheets.find((sheet) => sheet.id === sheetId)
                .cells
        )) {
            const [, column, row] = /^([A-Z])(\d+)$/.exec(xc);
            const place = { sheetId, col: column.charCodeAt(0) - 65, row: Number(row) - 1 };
            const cell = model.getters.getEvaluatedCell(place);
            cells[xc] = cell.message ? `${cell.value}: ${cell.message}` : cell.value;
        }
        return { cells, figures: model.getters.getFigures(sheetId).length };
    });
    return { shown, data };
}
console.log(JSON.stringify(Object.fromEntries(files.map((file) => [basename(file), computed(file)]))));
