// Open orders, asked again when trades, positions or the session change.

import { el } from '../dom.js';
import { defined, number, price, size, words } from '../format.js';
import { AskedPanel } from '../panel.js';
import { Table } from './table.js';
import { direction } from './trades.js';

export class OrdersPanel extends AskedPanel {
    constructor(app) {
        super(app, 'orders', 'Orders', '/api/orders', { topics: ['trades', 'positions', 'status'] });
        const some = (...names) => (o) => names.map((name) => o[name]).find((value) => value !== null && value !== undefined) ?? null;
        const priced = some('price', 'limit', 'stop', 'trigger');
        this.none = el('p', { class: 'empty' }, 'No open order.');
        this.table = new Table('order', [
            { name: 'number', label: 'Order', text: (o) => String(o.number ?? o.id ?? '–'), left: true },
            { name: 'symbol', label: 'Symbol', text: (o) => o.symbol ?? '–', left: true, long: true },
            { name: 'side', label: 'Side', text: (o) => direction(some('side', 'direction')(o)), value: some('side', 'direction'), left: true },
            { name: 'type', label: 'Type', text: (o) => words(some('type', 'kind')(o)).toLowerCase(), value: some('type', 'kind'), left: true },
            { name: 'quantity', label: 'Size', text: (o) => size(o.quantity, this.units(o.symbol).size) },
            { name: 'filled', label: 'Filled', text: (o) => (defined(o.filled) ? number(o.filled, 8, 0) : '–') },
            { name: 'price', label: 'Price', text: (o) => (defined(priced(o)) ? price(priced(o), this.units(o.symbol).price) : 'market'), value: priced },
            { name: 'state', label: 'State', text: (o) => words(o.state).toLowerCase(), left: true },
            { name: 'system', label: 'Book', text: (o) => some('system', 'book')(o) ?? '–', value: some('system', 'book'), left: true },
            { name: 'leg', label: 'Leg', text: (o) => words(o.leg).toLowerCase(), left: true },
            { name: 'by', label: 'By', text: (o) => o.by ?? '–', left: true, long: true },
        ], (o) => o.number ?? o.id);
        this.body.classList.add('flush');
        this.content.append(this.none, this.table.root);
    }

    render({ orders }) {
        this.none.hidden = orders.length > 0;
        this.table.root.hidden = orders.length === 0;
        this.table.show(orders);
    }
}
