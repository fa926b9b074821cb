// The chart's panel: tool bar, readout of exact values, and the read-only model for tests and tools.

import { button, el, field, mark, pair, say, show, showSigned } from '../dom.js';
import { between, number, price, signed, size } from '../format.js';
import { History } from '../chart/history.js';
import { listen } from '../chart/input.js';
import { ChartView } from '../chart/view.js';

const OPTIONS = [['profile', 'Profile'], ['vwap', 'VWAP'], ['levels', 'Levels'], ['signals', 'Signals']];
const ROWS = [0, 1, 2, 5, 10];

export class ChartPanel {
    constructor(app) {
        this.app = app;
        const root = document.getElementById('chart');
        this.canvas = el('div', { class: 'canvas', id: 'chart-canvas', tabindex: '0', role: 'application', 'aria-label': 'Footprint chart. Arrows pan, plus and minus zoom, Shift and arrows move the crosshair.' });
        this.note = el('div', { class: 'chart-note' });
        root.append(this.bar(), this.canvas, this.note);
        this.view = new ChartView(this.canvas, app.loop, app.clock);
        Object.assign(this.view.options, app.prefs.get('chart', {}));
        this.history = new History(this.view, app.api, (text) => app.store.line('warning', text));
        this.view.onseen = (first, last) => this.seen(first, last);
        this.view.onmove = () => app.loop.touch('chart-buttons');
        this.view.crosshair.onchange = () => this.pointed();
        app.loop.job('chart-readout', () => this.read());
        app.loop.job('chart-buttons', () => this.marks());
        listen(this.canvas, this.view, { explain: (signal) => app.explain(signal.id), explainAt: (reading) => this.explainAt(reading) });
        this.follow();
        this.marks();
        root.pitwire = this.model();
    }

    bar() {
        const tool = (text, title, act) => button(text, act, { title, class: 'bare' });
        this.toggles = OPTIONS.map(([name, text]) => [name, button(text, () => this.toggle(name), { class: 'bare' })]);
        this.rows = tool('Rows', 'Rows in one cell: automatic or fixed', () => this.nextRows());
        this.newest = tool('⇥ Newest', 'To the newest bar (End)', () => this.view.latest());
        this.fields = {};
        const readout = this.readout = el('div', { class: 'readout', 'aria-live': 'off', hidden: true }, ...['time', 'open', 'high', 'low', 'close', 'volume', 'delta', 'cvd', 'poc', 'vwap', 'cell'].map((name) => {
            this.fields[name] = field(`bar.${name}`);
            const label = { time: '', open: 'O ', high: 'H ', low: 'L ', close: 'C ', volume: 'Vol ', delta: 'Δ ', cvd: 'CVD ', poc: 'POC ', vwap: 'VWAP ', cell: '' }[name];
            return el('b', {}, label, this.fields[name]);
        }));
        const tools = el('div', { class: 'chart-tools', role: 'toolbar', 'aria-label': 'Chart' }, this.newest, ...this.toggles.map(([, node]) => node), this.rows,
            tool('−', 'Zoom out (−)', () => this.view.zoom(0.8)), tool('+', 'Zoom in (+)', () => this.view.zoom(1.25)));
        return el('div', { class: 'chart-bar' }, readout, tools);
    }

    toggle(name) {
        const { options } = this.view;
        options[name] = !options[name];
        this.app.prefs.set('chart', options);
        this.view.restyle();
        this.marks();
    }

    nextRows() {
        const { options } = this.view;
        options.rows = ROWS[(ROWS.indexOf(options.rows) + 1) % ROWS.length];
        this.app.prefs.set('chart', options);
        this.view.latest();
    }

    marks() {
        const { view } = this;
        for (const [name, node] of this.toggles) mark(node, 'aria-pressed', String(Boolean(view.options[name])));
        const rows = view.footprints.rows();
        const text = view.footprints.mode === 'candles' ? 'Candles' : `${view.options.rows ? '' : 'Auto '}×${rows}`;
        say(this.rows, text);
        mark(this.newest, 'hidden', view.following && view.auto ? true : null);
    }

    /// Messages become changes of the view, whether or not anything is drawn.
    follow() {
        const { store } = this.app;
        const { view } = this;
        store.on(['snapshot'], () => this.replaced(store.state));
        store.on(['closed'], (_, bar) => view.bar(bar));
        store.on(['live'], (_, bar) => view.develop(bar));
        store.on(['profile', 'vwap', 'tick'], (topic, data) => view.set(topic, data));
        store.on(['levels', 'positions', 'signals'], (topic) => view.set(topic, this.own(topic)));
        store.on(['closed', 'live', 'vwap'], () => { if (!view.crosshair.at) this.app.loop.touch('chart-readout'); });
        this.app.restyled.push(() => view.restyle());
    }

    own(topic) {
        const { state } = this.app.store;
        const symbol = state.symbol?.symbol;
        return state[topic].filter((one) => !one.symbol || one.symbol === symbol);
    }

    replaced(state) {
        const { view } = this;
        Object.assign(view.data, { profile: state.profile, vwap: state.vwap, tick: state.tick, levels: this.own('levels'), positions: this.own('positions'), signals: this.own('signals') });
        const went = view.reset(state.symbol, `${state.engine?.name}/${state.period}`, state.closed, state.live);
        if (!went) this.history.start(state.symbol ? state.period : null, state.footprint_periods.includes(state.period));
        if (state.symbol && view.series.count === 0) this.history.end = true;
        this.app.loop.touch('chart-readout');
    }

    seen(first, last) {
        this.history.seen(first, last);
        const { state } = this.app.store;
        const text = !state.symbol ? (state.link?.name === 'reconnecting' ? 'No connection to the gateway yet.' : 'Waiting for the engine …')
            : this.view.series.count === 0 ? `No bar of ${state.symbol.symbol} yet. The first one appears with the first tick.` : '';
        say(this.note, text);
        this.app.loop.touch('chart-buttons');
    }

    pointed() {
        this.app.loop.touch('chart-readout');
        if (document.activeElement !== this.canvas || !this.canvas.matches(':focus-visible')) return;
        const reading = this.view.crosshair.reading();
        if (reading) this.app.announce.say(this.spoken(reading));
    }

    spoken({ bar, row, index }) {
        const { decimals } = this.view;
        const when = this.app.clock.minute(this.view.series.columns.time[index]);
        const text = `${when}, close ${price(bar.close, decimals)}, delta ${signed(bar.delta, 0)}`;
        return row ? `${text}; at ${price(row.price, decimals)} bid ${row.bid}, ask ${row.ask}` : text;
    }

    read() {
        const reading = this.view.crosshair.reading();
        const { fields, view } = this;
        this.readout.hidden = !reading;
        if (!reading) {
            for (const node of Object.values(fields)) show(node, null, '');
            return;
        }
        const { bar, row, index } = reading;
        const { decimals, sizeDecimals, series } = view;
        show(fields.time, bar.start_ns, this.app.clock.full(series.columns.time[index]) + (bar.developing ? ' …' : ''));
        for (const name of ['open', 'high', 'low', 'close', 'poc']) show(fields[name], bar[name], price(bar[name], decimals));
        show(fields.volume, bar.volume, size(bar.volume, sizeDecimals));
        showSigned(fields.delta, bar.delta, signed(bar.delta, sizeDecimals, 0));
        showSigned(fields.cvd, bar.cumulative_delta, signed(bar.cumulative_delta, sizeDecimals, 0));
        const vwap = bar.developing ? view.data.vwap?.vwap : series.columns.vwap[index];
        show(fields.vwap, vwap, between(vwap, decimals));
        const cell = row ? `${price(row.price, decimals)}  ${size(row.bid, sizeDecimals)} × ${size(row.ask, sizeDecimals)}${row.neutral ? ` (+${size(row.neutral, sizeDecimals)})` : ''}${row.buy_stack ? ` stack ${row.buy_stack}` : row.sell_stack ? ` stack ${row.sell_stack}` : ''}` : '';
        show(fields.cell, row ? row.price : null, cell);
    }

    explainAt(reading) {
        const found = reading && this.view.data.signals.find((one) => one.start_ns === reading.bar.start_ns);
        if (found) this.app.explain(found.id);
    }

    /// What was drawn, exactly as the engine sent it; for tests and for the browser's console.
    model() {
        const { view } = this;
        const { loop } = this.app;
        return Object.freeze({
            bars: () => [...view.series.bars, ...(view.series.live ? [view.series.live] : [])],
            footprint: (ns) => view.series.at(view.series.index(String(ns))) ?? null,
            profile: () => view.data.profile,
            vwap: () => view.data.vwap,
            vwapLine: () => Array.from({ length: view.series.count }, (_, i) => ({ start_ns: view.series.at(i).start_ns, vwap: view.series.columns.vwap[i], sigma: view.series.columns.sigma[i] })),
            levels: () => view.data.levels,
            positions: () => view.data.positions,
            signals: () => view.data.signals,
            view: () => ({ ...view.scale.range(view.series.count), mode: view.footprints.mode, rows: view.footprints.rows(), bar_width: view.scale.barWidth, following: view.following, low: view.scale.ticks(view.scale.plot.height) * view.series.tick, high: view.scale.ticks(0) * view.series.tick }),
            frames: () => loop.times.summary(),
            clearFrames: () => loop.times.clear(),
        });
    }
}
