// What every panel has: a root with its name, a head, a body, and drawing only while it is seen.

import { el } from './dom.js';
import { decimalsOf } from './format.js';

export class Panel {
    /// `topics` of the store that make it draw again.
    constructor(app, name, title, topics) {
        Object.assign(this, { app, name, title });
        this.end = el('span', { class: 'end' });
        this.head = el('header', { class: 'head' }, el('h2', {}, title), this.end);
        this.body = el('div', { class: 'body' });
        this.root = el('section', { class: 'panel', 'data-panel': name, 'aria-label': title }, this.head, this.body);
        this.visible = false;
        app.loop.job(`panel-${name}`, () => this.draw());
        app.store.on(['snapshot', ...topics], () => this.touch());
    }

    touch() { if (this.visible) this.app.loop.touch(`panel-${this.name}`); }

    /// Told by the layout when the panel comes into view or goes.
    seen(visible) {
        if (visible === this.visible) return;
        this.visible = visible;
        if (visible) {
            this.touch();
            this.opened?.();
        }
    }

    draw() { if (this.visible) this.render(this.app.store.state); }

    /// Units of an instrument: how its prices and sizes are shown.
    units(symbol) {
        const { state } = this.app.store;
        const found = !symbol || symbol === state.symbol?.symbol ? state.symbol : state.symbols.find((one) => one.symbol === symbol);
        return { price: decimalsOf(found), size: found?.size_decimals ?? 0 };
    }
}

/// A panel whose answer is asked of the gateway when it is seen, when the instrument changes, and when
/// the engine says that something it depends on was evaluated; at most once a second.
export class AskedPanel extends Panel {
    constructor(app, name, title, path, { systems = [], topics = [] } = {}) {
        super(app, name, title, []);
        this.path = path;
        this.answer = null;
        this.failure = null;
        this.asked = 0;
        this.message = el('p', { class: 'empty', hidden: true });
        this.content = el('div', {});
        this.body.append(this.message, this.content);
        app.store.on(['snapshot'], () => this.forget());
        app.store.on(topics, () => this.soon());
        document.addEventListener('visibilitychange', () => { if (!document.hidden && this.stale) this.soon(0); });
        if (systems.length) app.store.on(['study', 'signal'], (_, data) => { if (systems.includes(data?.system)) this.soon(); });
    }

    query() { return {}; }

    opened() { this.soon(0); }

    forget() {
        this.aborted?.abort();
        this.answer = null;
        this.stale = true;
        if (this.visible) this.soon(0);
    }

    soon(wait = Math.max(0, this.asked + 1000 - Date.now())) {
        this.stale = true;
        if (!this.visible || this.timer) return;
        this.timer = setTimeout(() => {
            this.timer = null;
            this.ask();
        }, wait);
    }

    async ask() {
        if (!this.visible || document.hidden) return;
        this.aborted?.abort();
        const aborted = this.aborted = new AbortController();
        this.asked = Date.now();
        this.stale = false;
        try {
            const answer = await this.app.api.get(this.path, this.query(), aborted.signal);
            if (aborted.signal.aborted) return;
            this.answer = answer;
            this.failure = null;
        } catch (error) {
            if (aborted.signal.aborted || error.name === 'AbortError') return;
            this.failure = error;
        }
        this.touch();
    }

    draw() {
        if (!this.visible) return;
        const { failure, answer } = this;
        this.message.hidden = !failure && answer !== null;
        this.message.classList.toggle('error', failure !== null && failure.code !== 'not_found');
        this.message.textContent = failure ? failure.message : answer === null ? 'Asking the engine …' : '';
        this.content.hidden = answer === null;
        if (answer !== null) this.render(answer);
    }
}
