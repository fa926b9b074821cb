// Momentum: state and count, bias, the last ranges against both averages, the open trade, and today.

import { el, field, mark, pair, show, showSigned } from '../dom.js';
import { between, number, price, signed, words } from '../format.js';
import { AskedPanel } from '../panel.js';
import { arrowed } from './session.js';

export class MomentumPanel extends AskedPanel {
    constructor(app) {
        super(app, 'momentum', 'Momentum', '/api/momentum', { systems: ['momentum'], topics: ['trades'] });
        const f = this.f = {};
        for (const name of ['state', 'count', 'bias', 'average_5', 'average_20', 'volume', 'average_volume', 'trades', 'pnl', 'direction', 'entry', 'stop', 'target', 'unrealized_pnl']) f[name] = field(`momentum.${name}`);
        f.state.classList.add('big');
        this.past = [];
        this.bars = el('div', { class: 'bars', role: 'img' });
        this.short = el('b', { 'data-average': '5' });
        this.long = el('b', { 'data-average': '20' });
        this.open = el('div', { class: 'card' }, el('h3', {}, 'Open trade'), f.direction, pair('Entry', f.entry), pair('Stop', f.stop), pair('Target', f.target), pair('Result', f.unrealized_pnl));
        this.content.append(el('div', { class: 'cards' },
            el('div', { class: 'card' }, el('h3', {}, 'State'), f.state, pair('Compression bars', f.count, 'three in a row arm the expansion'), pair('Bias', f.bias, 'last three closes against VWAP')),
            el('div', { class: 'card' }, el('h3', {}, 'Last ranges'), this.bars, pair('– – average of 5', f.average_5), pair('–– average of 20', f.average_20), pair('Volume', f.volume), pair('Average volume', f.average_volume)),
            this.open, el('div', { class: 'card' }, el('h3', {}, 'Today'), pair('Trades', f.trades), pair('P&L', f.pnl))));
    }

    render(m) {
        const { f } = this;
        const decimals = this.units(m.symbol).price;
        show(f.state, m.state, words(m.state));
        show(f.count, m.count, number(m.count, 0));
        show(f.bias, m.bias, `${{ BULLISH: '▲ ', BEARISH: '▼ ' }[m.bias] ?? ''}${words(m.bias).toLowerCase()}`);
        mark(f.bias, 'data-sign', { BULLISH: 'up', BEARISH: 'down' }[m.bias]);
        show(f.average_5, m.average_5, between(m.average_5, decimals));
        show(f.average_20, m.average_20, between(m.average_20, decimals));
        show(f.trades, m.today?.trades ?? null, number(m.today?.trades, 0));
        showSigned(f.pnl, m.today?.pnl ?? null, arrowed(m.today?.pnl));
        show(f.volume, m.volume ?? null, number(m.volume, 4, 0));
        show(f.average_volume, m.average_volume ?? null, number(m.average_volume, 1, 0));
        this.ranges(m, decimals);
        const t = m.open_trade;
        this.open.hidden = !t;
        if (!t) return;
        show(f.direction, t.direction, t.direction === 'LONG' ? '▲ LONG' : '▼ SHORT');
        for (const name of ['entry', 'stop', 'target']) show(f[name], t[name], price(t[name], decimals));
        showSigned(f.unrealized_pnl, t.unrealized_pnl ?? null, arrowed(t.unrealized_pnl));
    }

    /// The ranges told at once, or those of the bars this page saw one after the other.
    lately(m) {
        const told = m.ranges ?? [];
        if (told.length > 2) return told;
        if (this.symbolSeen !== m.symbol) this.past = [];
        this.symbolSeen = m.symbol;
        if (told.length && told[0] !== null && this.timeSeen !== m.time_ns) this.past = [...this.past, told[0]].slice(-20);
        this.timeSeen = m.time_ns;
        return this.past;
    }

    ranges(m, decimals) {
        const ranges = this.lately(m);
        const most = Math.max(...ranges, m.average_5 ?? 0, m.average_20 ?? 0, 1e-12);
        const bars = ranges.map((range) => {
            const bar = el('i', { 'data-field': 'momentum.range', 'data-value': String(range), title: between(range, decimals) });
            bar.style.height = `${range / most * 100}%`;
            return bar;
        });
        this.short.style.bottom = `${(m.average_5 ?? 0) / most * 100}%`;
        this.long.style.bottom = `${(m.average_20 ?? 0) / most * 100}%`;
        this.short.hidden = m.average_5 === null;
        this.long.hidden = m.average_20 === null;
        this.bars.replaceChildren(...bars, this.short, this.long);
        mark(this.bars, 'aria-label', `Last ${ranges.length} ranges, newest last: ${ranges.map((range) => between(range, decimals)).join(', ')}`);
    }
}
