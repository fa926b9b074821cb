// A table of records: columns say how a value is found, shown and aligned.

import { Keyed, el, field, mark, show, showSigned } from '../dom.js';

export class Table {
    /// Column: `{name, label, text(record), value?(record), left?, signed?, long?}`.
    constructor(prefix, columns, key, { caption, open } = {}) {
        Object.assign(this, { prefix, columns, open });
        this.rowsHolder = el('tbody', {});
        this.root = el('table', {}, caption ? el('caption', {}, caption) : null,
            el('thead', {}, el('tr', {}, ...columns.map((c) => el('th', { scope: 'col', class: c.left ? 't' : '' }, c.label)))), this.rowsHolder);
        this.rows = new Keyed(this.rowsHolder, key, (record) => this.make(key(record)), (row, record) => this.update(row, record));
    }

    show(records) { this.rows.show(records); }
    refresh() { this.rows.refresh(); }

    make(key) {
        const cells = this.columns.map((c) => field(`${this.prefix}.${c.name}`));
        const node = el('tr', { 'data-key': key }, ...cells.map((cell, i) => el('td', { class: `${this.columns[i].left ? 't' : ''} ${this.columns[i].long ? 'long' : ''}` }, cell)));
        const row = { node, cells };
        if (this.open) {
            node.className = 'row';
            node.tabIndex = 0;
            node.addEventListener('click', () => this.open(row.record));
            node.addEventListener('keydown', (event) => { if (event.key === 'Enter') this.open(row.record); });
        }
        return row;
    }

    update({ cells }, record) {
        this.columns.forEach((column, i) => {
            const value = column.value ? column.value(record) : record[column.name];
            const text = column.text(record);
            if (column.signed) showSigned(cells[i], value, text); else show(cells[i], value, text);
            if (column.long) mark(cells[i].parentNode, 'title', text);
        });
    }
}
