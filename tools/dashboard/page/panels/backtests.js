// Reports of `pitwire backtest --json` from the gateway's folder, with their equity.

import { Keyed, button, el, field, mark, pair, show } from '../dom.js';
import { millis, money, number, percent, words } from '../format.js';
import { AskedPanel } from '../panel.js';
import { Curve } from './curve.js';
import { metricColumns } from './statistics.js';
import { Table } from './table.js';

export class BacktestsPanel extends AskedPanel {
    constructor(app) {
        super(app, 'backtests', 'Backtests', '/api/backtests');
        this.none = el('p', { class: 'empty' }, 'No report. Start pitdash with --reports FOLDER and put the output of pitwire backtest --json there.');
        this.names = el('div', { class: 'reports', role: 'group', 'aria-label': 'Reports' });
        this.buttons = new Keyed(this.names, (r) => r.name, (r) => ({ node: button(r.name, () => this.choose(r.name), { title: r.name }) }), ({ node }, r) => mark(node, 'aria-pressed', String(r.name === this.chosen)));
        this.report = el('div', { class: 'body', hidden: true });
        this.curve = new Curve(app);
        this.build();
        this.body.classList.add('flush');
        this.content.append(this.none, this.names, this.report);
        app.restyled.push(() => this.curve.draw());
    }

    build() {
        const f = this.f = {};
        for (const name of ['period', 'symbols', 'systems', 'start', 'balance', 'signals', 'orders', 'fills']) f[name] = field(`backtest.${name}`);
        this.kind = el('div', { class: 'sub' });
        this.noCurve = el('p', { class: 'muted' }, 'This report has neither sessions nor trades, so there is no curve.');
        this.rules = el('p', { class: 'muted' });
        this.trouble = el('p', { class: 'error', hidden: true });
        this.main = new Table('backtest', metricColumns('Result'), (m) => m.name);
        this.parts = el('div', {});
        this.targets = new Table('backtest.target', [
            { name: 'name', label: 'Target, a statistic and no promise', text: (t) => t.name, left: true },
            { name: 'asked', label: 'Asked', text: (t) => t.asked }, { name: 'found', label: 'Found', text: (t) => t.found ?? '–' },
            { name: 'met', label: 'Met', text: (t) => (t.met === true ? '✓ yes' : t.met === false ? '✕ no' : '–') },
        ], (t) => t.name);
        this.report.append(this.trouble, el('div', { class: 'columns' }, el('div', {}, pair('Period', f.period), pair('Symbols', f.symbols), pair('Systems', f.systems)),
            el('div', {}, pair('Balance at the start', f.start), pair('Balance at the end', f.balance), pair('Signals, orders, fills', el('span', {}, f.signals, ', ', f.orders, ', ', f.fills)))),
        this.kind, this.curve.root, this.noCurve, this.rules, this.main.root, this.parts, this.targets.root);
    }

    forget() { if (this.answer === null || this.failure) super.forget(); }

    render(answer) {
        const list = (answer.backtests ?? answer.reports ?? []).map((one) => (typeof one === 'string' ? { name: one } : one));
        this.none.hidden = list.length > 0;
        this.names.hidden = list.length === 0;
        this.buttons.show(list);
        this.buttons.refresh();
        if (!this.chosen && list.length) this.choose(list[0].name);
    }

    async choose(name) {
        this.chosen = name;
        this.buttons.refresh();
        try {
            const report = await this.app.api.get(`/api/backtests/${encodeURIComponent(name)}`);
            if (this.chosen === name) this.fill(report);
            this.trouble.hidden = true;
        } catch (error) {
            this.trouble.textContent = `${name}: ${error.message}`;
            this.trouble.hidden = false;
        }
        this.report.hidden = false;
    }

    fill(r) {
        const { f } = this;
        const { clock } = this.app;
        const day = (ns) => (ns ? clock.date(millis(ns)) : '–');
        show(f.period, r.first_ts_ns, `${day(r.first_ts_ns)} to ${day(r.last_ts_ns)}`);
        show(f.symbols, r.symbols, (r.symbols ?? []).join(', '));
        show(f.systems, r.systems, (r.systems ?? []).join(', '));
        show(f.start, r.start, number(r.start, 2));
        show(f.balance, r.balance, number(r.balance, 2));
        for (const name of ['signals', 'orders', 'fills']) show(f[name], r[name], number(r[name], 0));
        this.rules.textContent = [...(r.rules ?? []), ...(r.blocked ?? [])].join(' · ');
        const equity = r.equity?.length ? r.equity : bySession(r);
        this.curve.show(equity, r.start);
        this.noCurve.hidden = equity.length > 0;
        this.kind.textContent = r.equity?.length ? 'Equity after each trade' : 'Equity after each session';
        this.kind.hidden = equity.length === 0;
        this.main.show([{ ...r.metrics, name: 'all' }]);
        this.parts.replaceChildren(...Object.entries(r.by ?? {}).filter(([, rows]) => rows.length).map(([name, rows]) => {
            const table = new Table(`backtest.by_${name}`, metricColumns(`By ${words(name)}`), (m) => m.name);
            table.show(rows);
            return table.root;
        }));
        this.targets.root.hidden = !(r.targets?.length);
        this.targets.show(r.targets ?? []);
    }
}

/// Equity at the end of each session, for a report without its curve: the start and the sessions' profits.
export function bySession(report) {
    const sessions = report.by?.session ?? [];
    if (typeof report.start !== 'number' || sessions.length === 0) return [];
    let equity = report.start;
    const points = sessions.map((one) => {
        equity += one.profit ?? 0;
        return { label: one.name, equity };
    });
    return [{ label: sessions[0].name, equity: report.start }, ...points];
}
