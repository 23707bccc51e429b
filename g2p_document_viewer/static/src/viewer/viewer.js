import { Component, onWillUnmount, status, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { boxOf, spanOf, turned, zoomed } from "./geometry";

const AGAIN = 4000; // milliseconds until a preview that is being drawn is asked for again
const PATIENCE = 30; // such questions
const MODEL = "g2p.document";
/** Document that was shown last on each record: a reload of the form comes back to it. */
const last = new Map();

/** The documents of a record, page by page; see README.rst of the addon. */
export class DocumentViewer extends Component {
    static template = "g2p_document_viewer.Viewer";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.pane = useRef("pane");
        this.state = useState({
            documents: [],
            status: "loading",
            current: 0, // id of a document
            page: 0, // place in its pages
            image: "loading",
            zoom: 1,
            turns: 0, // quarters of a circle
            pane: { width: 0, height: 0 },
            isBusy: false,
        });
        this.ids = null;
        this.asked = 0;
        this.timer = null;
        this.pinched = null;
        this.isByKey = false;
        this.keys = {
            "+": () => this.zoom(1),
            "=": () => this.zoom(1),
            "-": () => this.zoom(-1),
            0: () => this.fit(),
            r: () => this.rotate(),
            R: () => this.rotate(),
            ArrowRight: () => this.step(1),
            ArrowLeft: () => this.step(-1),
            PageDown: () => this.move(1),
            PageUp: () => this.move(-1),
        };
        // not awaited: the rest of the form does not wait for the documents
        useRecordObserver((record) => void this.observe(record.data[this.props.name].currentIds));
        useEffect(
            (pane) => this.follow(pane),
            () => [this.pane.el],
        );
        useEffect(
            () => this.keepFocus(),
            () => [this.state.current],
        );
        onWillUnmount(() => clearTimeout(this.timer));
    }

    // === What is shown === //

    get place() {
        return Math.max(
            this.state.documents.findIndex((document) => document.id === this.state.current),
            0,
        );
    }

    get shown() {
        return this.state.documents[this.place];
    }

    get page() {
        return this.shown.pages[this.state.page];
    }

    get source() {
        return `${this.shown.page_url}${this.page[0]}`;
    }

    get alt() {
        return _t("Page %(number)s of %(name)s", { number: this.page[0], name: this.shown.type });
    }

    get pageLabel() {
        return _t("Page %(number)s of %(count)s", { number: this.page[0], count: this.shown.page_count });
    }

    get percent() {
        return `${Math.round(this.state.zoom * 100)} %`;
    }

    /** Styles of the page and of the box that scrolls. */
    get look() {
        const [, width, height] = this.page;
        const box = boxOf({ width, height }, this.state.pane, this.state.turns, this.state.zoom);
        return {
            box: `width:${box.width}px;height:${box.height}px`,
            page: `width:${box.across}px;height:${box.down}px;transform:translate(-50%,-50%) rotate(${this.state.turns * 90}deg)`,
        };
    }

    badge(document) {
        const kinds = { accepted: "text-bg-success", refused: "text-bg-danger", quarantined: "text-bg-danger" };
        return kinds[document.state] || "text-bg-secondary";
    }

    // === Reading === //

    /** Read the documents if the list of them changed. */
    async observe(all) {
        const ids = all.filter((id) => typeof id === "number");
        if (!this.ids || ids.join() !== this.ids.join()) {
            this.ids = ids;
            this.asked = 0;
            Object.assign(this.state, { documents: [], status: "loading", current: 0 });
            await this.read();
        }
    }

    async read() {
        clearTimeout(this.timer);
        const ids = this.ids;
        try {
            const documents = ids.length ? await this.orm.silent.call(MODEL, "viewer_read", [ids]) : [];
            if (ids === this.ids) {
                this.take(documents);
            }
        } catch {
            this.state.status = "failed";
        }
    }

    take(documents) {
        const { state } = this;
        state.documents = documents;
        state.status = "ready";
        const wanted = documents.find((one) => one.id === (state.current || last.get(this.key)));
        if (!wanted || !state.current) {
            this.show(wanted || documents[0]);
        } else if (state.page >= wanted.pages.length) {
            this.turnTo(0);
        }
        if (documents.some((one) => one.is_waiting) && this.asked < PATIENCE) {
            this.asked += 1;
            this.timer = setTimeout(() => this.readAgain(), AGAIN);
        }
    }

    readAgain() {
        if (document.hidden) {
            this.timer = setTimeout(() => this.readAgain(), AGAIN);
        } else {
            this.read();
        }
    }

    retry() {
        this.state.status = "loading";
        return this.read();
    }

    get key() {
        return `${this.props.record.resModel},${this.props.record.resId}`;
    }

    // === Moving === //

    show(one) {
        const id = one ? one.id : 0;
        if (id !== this.state.current) {
            this.state.current = id;
            this.state.image = "loading";
            this.state.turns = 0;
        }
        if (one) {
            last.set(this.key, id);
        }
        this.turnTo(0);
    }

    turnTo(page) {
        // an image that is shown already does not load again
        if (page !== this.state.page || this.state.image === "failed") {
            this.state.image = "loading";
        }
        this.state.page = page;
        this.fit();
        if (this.pane.el) {
            this.pane.el.scrollTo(0, 0);
        }
    }

    /** The next or previous page, of the next or previous document at the end of one. */
    step(by) {
        const page = this.state.page + by;
        if (page >= 0 && page < this.shown.pages.length) {
            this.turnTo(page);
        } else if (this.has(by)) {
            this.move(by);
            this.turnTo(by < 0 ? Math.max(this.shown.pages.length - 1, 0) : 0);
        }
    }

    has(by) {
        return this.place + by >= 0 && this.place + by < this.state.documents.length;
    }

    move(by) {
        if (this.has(by)) {
            this.show(this.state.documents[this.place + by]);
        }
    }

    // === Looking closely === //

    /** Keep the page fitted into its pane; without the scrollbars, which come and go. */
    follow(pane) {
        if (!pane) {
            return;
        }
        const measure = () => {
            const { offsetWidth: width, offsetHeight: height } = pane;
            if (width !== this.state.pane.width || height !== this.state.pane.height) {
                this.state.pane = { width, height };
            }
        };
        const observer = new ResizeObserver(measure);
        observer.observe(pane);
        measure();
        return () => observer.disconnect();
    }

    zoom(by) {
        this.state.zoom = zoomed(this.state.zoom, by);
    }

    fit() {
        this.state.zoom = 1;
    }

    rotate() {
        this.state.turns = turned(this.state.turns);
    }

    onKeydown(ev) {
        const act = this.keys[ev.key];
        const isTyping = ev.target.closest("input, textarea, select, [contenteditable]");
        if (!act || !this.shown || isTyping || ev.ctrlKey || ev.metaKey || ev.altKey) {
            return;
        }
        const { el: pane } = this.pane;
        if (ev.target === pane && ev.key.startsWith("Arrow") && pane.scrollWidth > pane.clientWidth) {
            return; // scrolls
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.isByKey = true;
        act();
    }

    /** The keys go on after a document without a page, where the pane with the focus is gone. */
    keepFocus() {
        if (this.isByKey && this.root.el && !this.root.el.contains(document.activeElement)) {
            this.root.el.focus();
        }
        this.isByKey = false;
    }

    // === Two fingers zoom, one scrolls === //

    onTouchStart({ touches }) {
        this.pinched = touches.length === 2 ? { span: spanOf(touches), zoom: this.state.zoom } : null;
    }

    onTouchMove(ev) {
        if (this.pinched && ev.touches.length === 2) {
            ev.preventDefault(); // no scrolling meanwhile
            this.state.zoom = zoomed((this.pinched.zoom * spanOf(ev.touches)) / this.pinched.span, 0);
        }
    }

    onTouchEnd() {
        this.pinched = null;
    }

    // === Images and actions === //

    onLoad() {
        this.state.image = "ready";
    }

    /** The server says on the document why it refuses an image. */
    async onError() {
        this.state.image = "failed";
        await this.read();
    }

    /** As a button of the form: unsaved changes are saved first, then both are read again. */
    async act(one, { method }) {
        const { record } = this.props;
        if (this.state.isBusy || ((await record.isDirty()) && !(await record.save()))) {
            return;
        }
        this.state.isBusy = true;
        try {
            const action = await this.orm.call(MODEL, method, [[one.id]]);
            if (action && action.type) {
                await this.action.doAction(action, { onClose: () => this.onClose() });
            } else {
                await this.refresh();
            }
        } finally {
            this.state.isBusy = false;
        }
    }

    /** Not awaited: a dialog that reloads the form ends this component before it closes. */
    onClose() {
        if (status(this) !== "destroyed") {
            this.refresh();
        }
    }

    async refresh() {
        this.asked = 0;
        await this.props.record.load();
        await this.read();
    }
}

registry.category("fields").add("g2p_document_viewer", {
    component: DocumentViewer,
    displayName: _t("Document viewer"),
    supportedTypes: ["one2many", "many2many"],
    // only their ids are needed; 17.0 reads them with a field
    relatedFields: [{ name: "display_name", type: "char" }],
    isEmpty: () => false,
});
