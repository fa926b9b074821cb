// Time x extension: each level's run with its energy, what the count means, and the three confirmations.

import { el, field, mark, show } from '../dom.js';
import { millis, number, percent, words } from '../format.js';
import { AskedPanel } from '../panel.js';
import { Table } from './table.js';

const LEVELS = { WATCHING: 1, ALERT: 2, HIGH_PROB: 3, EXTREME: 4 };
const MARKS = ['○○○○', '●○○○', '●●○○', '●●●○', '●●●●'];
const REFERENCE = [
    [1, '2', 'WATCHING', '45 %', 'wait'], [2, '4', 'ALERT', '55 %', 'prepare'],
    [3, '6', 'HIGH_PROB', '65 %', 'look for entry'], ['4+', '8+', 'EXTREME', '75 %', 'high conviction'],
];

/// `75 % prior (n=12)` or `61 % seen (n=240)`.
export const probability = (row) => (row.probability === null || row.probability === undefined ? '–' : `${percent(row.probability, 0)} ${row.probability_kind ?? ''} (n=${row.n ?? 0})`);

export class ExtensionPanel extends AskedPanel {
    constructor(app) {
        super(app, 'extension', 'Extension', '/api/extension', { systems: ['sef'] });
        const f = this.f = { action: field('extension.action', 'strong'), time: field('extension.time', 'muted') };
        this.ticks = ['rejection', 'declining_volume', 'aligned'].map((name) => [name, field(`extension.${name}`, 'tick')]);
        this.none = el('p', { class: 'empty' }, 'No level is extended: price is within half an ATR of value. Levels need 14 two-hour bars first.');
        this.table = new Table('extension', [
            { name: 'level', label: 'Level', text: (r) => words(r.level), left: true },
            { name: 'direction', label: 'Side', text: (r) => (r.direction === 'UP' ? '▲ UP' : '▼ DOWN'), left: true },
            { name: 'candles', label: 'Candles', text: (r) => number(r.candles, 0) },
            { name: 'hours', label: 'Hours', text: (r) => number(r.hours, 1) },
            { name: 'status', label: 'Status', text: (r) => `${MARKS[LEVELS[r.status] ?? 0]} ${words(r.status)}`, left: true },
            { name: 'energy', label: 'Energy, ATR·h', text: (r) => number(r.energy, 1) },
            { name: 'probability', label: 'Snap-back', text: probability },
        ], (r) => r.level);
        this.bars = new Map();
        const reference = el('table', {}, el('caption', {}, 'Quick reference. The percentages are priors: what the method expects, not what was measured.'),
            el('thead', {}, el('tr', {}, ...['Candles', 'Hours', 'Status', 'Prior', 'Do'].map((text) => el('th', { scope: 'col', class: 't' }, text)))),
            el('tbody', {}, ...REFERENCE.map((row) => el('tr', {}, ...row.map((cell) => el('td', { class: 't' }, words(String(cell))))))));
        this.content.append(el('div', { class: 'explain-head' }, f.action, f.time), el('div', { class: 'ticks', 'aria-label': 'Confirmations' }, ...this.ticks.map(([, node]) => node)),
            this.none, el('div', { class: 'tables' }, this.table.root, reference));
    }

    render(answer) {
        const { f } = this;
        show(f.action, answer.action, `Action: ${answer.action ?? '–'}`);
        show(f.time, answer.time_ns, answer.time_ns ? this.app.clock.full(millis(answer.time_ns)) : '');
        for (const [name, node] of this.ticks) {
            const holds = answer.confirmations?.[name];
            const text = { rejection: 'rejection candle', declining_volume: 'declining volume', aligned: 'levels aligned' }[name];
            show(node, holds ?? null, `${holds ? '✓' : '☐'} ${text}`);
            mark(node, 'data-holds', String(Boolean(holds)));
        }
        const rows = answer.rows ?? [];
        this.none.hidden = rows.length > 0;
        this.table.root.hidden = rows.length === 0;
        this.table.show(rows);
        const most = Math.max(1, ...rows.map((row) => row.energy ?? 0));
        for (const row of rows) this.decorate(row, most);
    }

    /// The energy's bar and the weight of the status.
    decorate(row, most) {
        const shown = this.table.rows.rows.get(row.level);
        if (!shown) return;
        const status = shown.cells[4];
        status.className = 'value status';
        mark(status, 'data-level', LEVELS[row.status] ?? 0);
        let bar = this.bars.get(shown.node);
        if (!bar) {
            bar = el('i', {});
            const cell = shown.cells[5].parentNode;
            cell.replaceChildren(el('div', { class: 'energy' }, el('span', { class: 'meter', 'aria-hidden': 'true' }, bar), shown.cells[5]));
            this.bars.set(shown.node, bar);
        }
        bar.style.width = `${(row.energy ?? 0) / most * 100}%`;
    }
}
