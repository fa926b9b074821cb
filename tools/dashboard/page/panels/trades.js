// Trades, open and closed, newest first.

import { el } from '../dom.js';
import { between, millis, price, size, words } from '../format.js';
import { Panel } from '../panel.js';
import { arrowed } from './session.js';
import { Table } from './table.js';

const ARROWS = { LONG: '▲', BUY: '▲', SHORT: '▼', SELL: '▼' };

/// A direction with its arrow.
export function direction(name) {
    const text = (name ?? '').toUpperCase();
    return ARROWS[text] ? `${ARROWS[text]} ${text}` : '–';
}

export class TradesPanel extends Panel {
    constructor(app) {
        super(app, 'trades', 'Trades', ['trades']);
        const p = (name) => (t) => price(t[name], this.units(t.symbol).price);
        const at = (name) => (t) => (t[`${name}_ns`] ? app.clock.second(millis(t[`${name}_ns`])) : '–');
        this.none = el('p', { class: 'empty' }, 'No trade yet. A trade appears when an approved signal was filled.');
        this.table = new Table('trade', [
            { name: 'entry_time', label: 'Entered', text: at('entry_time'), value: (t) => t.entry_time_ns, left: true },
            { name: 'symbol', label: 'Symbol', text: (t) => t.symbol, left: true, long: true },
            { name: 'direction', label: 'Side', text: (t) => direction(t.direction), left: true },
            { name: 'quantity', label: 'Size', text: (t) => size(t.quantity, this.units(t.symbol).size) },
            { name: 'entry', label: 'Entry', text: (t) => between(t.entry, this.units(t.symbol).price) },
            { name: 'stop', label: 'Stop', text: p('stop') },
            { name: 'target', label: 'Target', text: p('target') },
            { name: 'exit_time', label: 'Left', text: at('exit_time'), value: (t) => t.exit_time_ns },
            { name: 'exit', label: 'Exit', text: (t) => between(t.exit, this.units(t.symbol).price) },
            { name: 'reason', label: 'By', text: (t) => (t.exit_time_ns ? words(t.reason).toLowerCase() : 'open'), left: true },
            { name: 'pnl', label: 'P&L, $', text: (t) => (t.exit_time_ns ? arrowed(t.pnl) : '–'), signed: true },
            { name: 'system', label: 'System', text: (t) => t.system ?? '–', left: true },
            { name: 'pattern', label: 'Pattern', text: (t) => words(t.pattern).toLowerCase(), left: true, long: true },
            { name: 'regime', label: 'Regime', text: (t) => words(t.regime).toLowerCase(), left: true },
        ], (t) => t.id ?? `${t.symbol}/${t.system}/${t.entry_time_ns}`);
        this.body.classList.add('flush');
        this.body.append(this.none, this.table.root);
        app.restyled.push(() => this.table.refresh());
    }

    render({ trades }) {
        this.none.hidden = trades.length > 0;
        this.table.root.hidden = trades.length === 0;
        this.table.show(trades);
    }
}
