// Open positions with their live result, and how far price is from stop to target.

import { Keyed, el, field, mark, show, showSigned } from '../dom.js';
import { between, price, size } from '../format.js';
import { Panel } from '../panel.js';
import { arrowed } from './session.js';

/// Where `value` lies from `low` to `high`, 0 to 1.
export const along = (value, low, high) => (high === low ? 0.5 : Math.min(1, Math.max(0, (value - low) / (high - low))));

export class PositionsPanel extends Panel {
    constructor(app) {
        super(app, 'positions', 'Positions', ['positions']);
        this.none = el('div', { class: 'muted' }, 'flat');
        this.list = el('div', {});
        this.body.append(this.none, this.list);
        this.rows = new Keyed(this.list, (p) => `${p.symbol}/${p.system}`, () => this.make(), (row, p) => this.update(row, p));
    }

    render({ positions, symbol }) {
        this.none.textContent = symbol ? 'flat' : '–';
        this.none.hidden = positions.length > 0;
        this.rows.show(positions);
    }

    make() {
        const f = {};
        for (const name of ['direction', 'quantity', 'symbol', 'system', 'entry', 'stop', 'target', 'last', 'unrealized_pnl']) f[name] = field(`position.${name}`);
        f.unrealized_pnl.classList.add('pnl');
        const entry = el('b', {}), last = el('i', {});
        const way = el('div', { class: 'way', title: 'stop to target; the thick mark is the last price' }, entry, last);
        const node = el('div', { class: 'position' }, f.direction, el('span', { class: 'what' }, f.quantity, ' ', f.symbol, ' at ', f.entry, ' ', f.system), f.unrealized_pnl,
            el('div', { class: 'where' }, el('span', {}, 'stop ', f.stop), el('span', {}, 'target ', f.target), el('span', {}, 'last ', f.last)), way);
        f.system.classList.add('muted');
        return { node, f, entry, last, way };
    }

    update({ node, f, entry, last, way }, p) {
        const units = this.units(p.symbol);
        mark(node, 'data-key', `${p.symbol}/${p.system}`);
        const long = p.direction === 'LONG';
        show(f.direction, p.direction, long ? '▲ LONG' : '▼ SHORT');
        mark(f.direction, 'data-sign', long ? 'up' : 'down');
        show(f.quantity, p.quantity, size(p.quantity, units.size));
        show(f.symbol, p.symbol, p.symbol);
        show(f.system, p.system, p.system ?? '');
        show(f.entry, p.entry, between(p.entry, units.price));
        for (const name of ['stop', 'target', 'last']) show(f[name], p[name], price(p[name], units.price));
        showSigned(f.unrealized_pnl, p.unrealized_pnl, arrowed(p.unrealized_pnl));
        way.hidden = typeof p.stop !== 'number' || typeof p.target !== 'number';
        if (way.hidden) return;
        entry.style.left = `${along(p.entry, p.stop, p.target) * 100}%`;
        last.style.left = `${along(p.last, p.stop, p.target) * 100}%`;
    }
}
