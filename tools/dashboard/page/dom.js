// Building and changing elements. Data goes in as text and attributes, never as markup.

import { exact } from './format.js';

/// An element with attributes and children; strings become text.
export function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === null || value === false) continue;
        if (name === 'class') node.className = value;
        else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
        else node.setAttribute(name, value === true ? '' : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
}

/// Sets the text when it is another one: an unchanged node costs no layout.
export function say(node, text) {
    if (node.shown === text) return;
    node.shown = text;
    node.textContent = text;
}

/// Sets or removes an attribute when it is another one.
export function mark(node, name, value) {
    const text = value === true ? '' : value;
    if (text === false || text === null || text === undefined) {
        if (node.hasAttribute(name)) node.removeAttribute(name);
    } else if (node.getAttribute(name) !== String(text)) {
        node.setAttribute(name, text);
    }
}

/// A place for one of the engine's values: `data-field` names it, `data-value` holds it exactly.
export function field(name, className = '') {
    return el('span', { class: `value ${className}`, 'data-field': name, 'data-value': '' });
}

/// Shows `value` as `text` in a field.
export function show(node, value, text) {
    mark(node, 'data-value', exact(value));
    say(node, text);
}

/// Shows a number whose sign matters: colour and arrow follow it.
export function showSigned(node, value, text) {
    show(node, value, text);
    mark(node, 'data-sign', value > 0 ? 'up' : value < 0 ? 'down' : 'flat');
}

/// A line `label … value`.
export function pair(label, value, title) {
    return el('div', { class: 'pair', title }, el('span', { class: 'label' }, label), value);
}

/// A button.
export function button(text, onclick, attributes = {}) {
    return el('button', { type: 'button', onclick, ...attributes }, text);
}

/// Rows that keep their elements while the records they show change.
export class Keyed {
    /// `make(record)` gives an object with `node`; `update(row, record)` fills it.
    constructor(parent, key, make, update) {
        Object.assign(this, { parent, key, make, update });
        this.rows = new Map();
    }

    show(records) {
        const seen = new Set();
        let place = this.parent.firstChild;
        for (const record of records) {
            const key = String(this.key(record));
            if (seen.has(key)) continue;
            seen.add(key);
            let row = this.rows.get(key);
            if (!row) {
                row = this.make(record);
                this.rows.set(key, row);
            }
            if (row.record !== record) {
                row.record = record;
                this.update(row, record);
            }
            if (row.node === place) place = place.nextSibling;
            else this.parent.insertBefore(row.node, place);
        }
        for (const [key, row] of this.rows) {
            if (seen.has(key)) continue;
            row.node.remove();
            this.rows.delete(key);
        }
    }

    /// Fills every row again, after a change of how things are shown.
    refresh() { for (const row of this.rows.values()) this.update(row, row.record); }
}
