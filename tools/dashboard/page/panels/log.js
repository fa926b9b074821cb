// What happened, newest first: halts, settings, alerts, the connection and gaps.

import { Keyed, el, mark } from '../dom.js';
import { millis } from '../format.js';
import { Panel } from '../panel.js';

const SIGNS = { info: '· info', warning: '! warning', error: '✕ error' };

export class LogPanel extends Panel {
    constructor(app) {
        super(app, 'log', 'Log', ['log']);
        this.none = el('p', { class: 'empty' }, 'Nothing happened since this page was opened.');
        this.list = el('div', { class: 'log', role: 'log', 'aria-live': 'off' });
        this.body.classList.add('flush');
        this.body.append(this.none, this.list);
        this.rows = new Keyed(this.list, (line) => line.number ?? `${line.ts_ns}${line.text}`, () => this.make(), (row, line) => this.update(row, line));
        app.restyled.push(() => this.rows.refresh());
    }

    render({ log }) {
        this.none.hidden = log.length > 0;
        this.rows.show(log.slice(0, 200));
    }

    make() {
        const when = el('span', { class: 'when' }), what = el('span', { class: 'what' }), text = el('span', { class: 'text' });
        return { node: el('div', {}, when, what, text), when, what, text };
    }

    update({ node, when, what, text }, line) {
        mark(node, 'data-level', line.level);
        when.textContent = this.app.clock.second(line.ts_ns ? millis(line.ts_ns) : line.at);
        what.textContent = SIGNS[line.level] ?? line.level;
        text.textContent = line.text;
    }
}
