// The session's settings; what the engine refuses is said at the field it is about.

import { el, mark } from '../dom.js';
import { AskedPanel } from '../panel.js';

const FIELDS = [
    ['symbol', 'Symbol traded', 'text', 'a change flattens first'],
    ['profit_target', 'Profit target of the day, $', 'number', 'halts when reached'],
    ['loss_limit', 'Loss limit of the day, $', 'number', 'below zero; halts when reached'],
    ['position_size', 'Position size, at most', 'number', 'of each position'],
    ['timeframe', 'Footprint timeframe', 'number', '1s, 1m, 5m, 15m, 1h, 2h, 1d or as many seconds; from the next bar on'],
    ['speed', 'Replay speed', 'number', 'times real time; 0 as fast as possible'],
];

export class SettingsPanel extends AskedPanel {
    constructor(app) {
        super(app, 'settings', 'Settings', '/api/settings');
        this.inputs = new Map();
        this.general = el('span', { class: 'hint', role: 'status' });
        this.form = el('form', { class: 'form', novalidate: true }, ...FIELDS.map((one) => this.field(...one)),
            el('div', { class: 'actions' }, el('button', { type: 'submit', class: 'primary' }, 'Apply'), el('button', { type: 'button', onclick: () => this.reset() }, 'Undo'), this.general));
        this.form.addEventListener('submit', (event) => {
            event.preventDefault();
            this.apply();
        });
        this.all = el('div', {});
        this.zone = el('select', { onchange: () => app.useZone(this.zone.value) }, el('option', { value: 'ny' }, 'New York'), el('option', { value: 'utc' }, 'UTC'), el('option', { value: 'local' }, 'this computer'));
        this.zone.value = app.clock.zone;
        this.content.append(this.form, el('div', { class: 'sub' }, 'This page'), el('label', {}, 'Times shown in ', this.zone), this.all);
        app.store.on(['status'], () => { if (!this.dirty) this.reset(); });
    }

    field(name, label, kind, hint) {
        const id = `setting-${name}`;
        const input = kind === 'text' ? el('select', { id, name, 'data-field': `setting.${name}` }) : el('input', { id, name, type: 'text', inputmode: 'decimal', autocomplete: 'off', 'data-field': `setting.${name}` });
        const note = el('span', { class: 'hint', id: `${id}-note` }, hint);
        input.setAttribute('aria-describedby', note.id);
        input.addEventListener('input', () => {
            this.dirty = true;
            this.trouble(name, null);
        });
        this.inputs.set(name, { input, note, hint });
        return el('label', { for: id }, label, input, note);
    }

    trouble(name, text) {
        const { input, note, hint } = this.inputs.get(name);
        mark(input, 'aria-invalid', text ? 'true' : null);
        note.textContent = text ?? hint;
        note.classList.toggle('error', Boolean(text));
    }

    current() {
        const { status } = this.app.store.state;
        return { symbol: status?.symbol ?? '', profit_target: status?.limits?.profit_target, loss_limit: status?.limits?.loss_limit, position_size: status?.position_size, timeframe: status?.timeframe, speed: status?.speed };
    }

    reset() {
        const values = this.current();
        const { symbols, engine } = this.app.store.state;
        const names = symbols.length ? symbols.map((one) => one.symbol) : engine?.symbols ?? [];
        const select = this.inputs.get('symbol').input;
        if (select.options.length !== names.length + 1) select.replaceChildren(el('option', { value: '' }, 'all of them'), ...names.map((name) => el('option', { value: name }, name)));
        for (const [name, { input }] of this.inputs) {
            const text = values[name] === null || values[name] === undefined ? '' : String(values[name]);
            if (input.value !== text) input.value = text;
            mark(input, 'data-value', text);
            this.trouble(name, null);
        }
        this.dirty = false;
    }

    /// What was changed, as numbers where numbers are meant; a text that is none stays for the server to refuse.
    changes() {
        const values = this.current();
        const body = {};
        for (const [name, { input }] of this.inputs) {
            const text = input.value.trim().replace(/\u2212/g, '-').replace(/,/g, '');
            if (text === String(values[name] ?? '') || (text === '' && name !== 'symbol')) continue;
            body[name] = name === 'symbol' || !Number.isFinite(Number(text)) ? text : Number(text);
        }
        return body;
    }

    async apply() {
        const body = this.changes();
        this.general.classList.remove('error');
        if (Object.keys(body).length === 0) {
            this.general.textContent = 'Nothing was changed.';
            return;
        }
        try {
            const status = await this.app.api.post('/api/settings', body);
            this.dirty = false;
            if (status?.state) this.app.store.set('status', status);
            this.general.textContent = `Applied: ${Object.keys(body).join(', ')}.`;
            this.soon(0);
        } catch (error) {
            this.refused(error, body);
        }
    }

    refused(error, body) {
        const named = Object.keys(body).filter((name) => error.message.includes(name));
        const at = named.length ? named : Object.keys(body).length === 1 ? Object.keys(body) : [];
        for (const name of at) this.trouble(name, error.message);
        this.inputs.get(at[0])?.input.focus();
        this.general.textContent = at.length ? 'Nothing was changed.' : error.message;
        this.general.classList.toggle('error', at.length === 0);
    }

    render(answer) {
        if (!this.dirty) this.reset();
        const list = answer.settings ?? [];
        this.all.replaceChildren(list.length ? el('table', {}, el('caption', {}, 'All settings of the engine'),
            el('thead', {}, el('tr', {}, ...['Key', 'Value', 'Default', 'Meaning'].map((text) => el('th', { scope: 'col', class: 't' }, text)))),
            el('tbody', {}, ...list.map((one) => el('tr', {}, el('td', { class: 't mono' }, one.key), el('td', { class: 't' }, String(one.value ?? '–')), el('td', { class: 't muted' }, String(one.default ?? '–')), el('td', { class: 't muted' }, one.meaning ?? ''))))) : '');
    }
}
