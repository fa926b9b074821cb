// The regime of the last evaluation, in name, icon and colour, and every number it was decided with.

import { el, field, mark, pair, say, show } from '../dom.js';
import { between, defined, number, percent, words } from '../format.js';
import { Panel } from '../panel.js';

export const REGIMES = {
    TRENDING_UP: { icon: '↗\uFE0E', style: 'trend following, long only' },
    TRENDING_DOWN: { icon: '↘\uFE0E', style: 'trend following, short only' },
    RANGING: { icon: '↔\uFE0E', style: 'back to the middle from the extremes' },
    VOLATILE: { icon: '⚡\uFE0E', style: 'strongest signals only, half size' },
    NO_TRADE: { icon: '‖', style: 'no trades' },
};

export class RegimePanel extends Panel {
    constructor(app) {
        super(app, 'regime', 'Regime', ['regime', 'vwap']);
        const f = this.f = {};
        for (const name of ['name', 'confidence', 'size_multiplier', 'adx', 'atr', 'ema_9', 'ema_21', 'vwap', 'structure', 'reason', 'event_time']) f[name] = field(`regime.${name}`);
        this.icon = el('span', { class: 'regime-icon', 'aria-hidden': 'true' });
        this.style = el('span', { class: 'muted' });
        this.level = el('i', {});
        this.meter = el('span', { class: 'meter' }, this.level);
        this.heading = el('div', { class: 'regime-name' }, this.icon, f.name, this.meter, f.confidence);
        this.reason = el('div', { class: 'reason', hidden: true }, 'No trades: ', f.reason);
        this.end.append(f.event_time);
        f.event_time.classList.add('muted');
        this.body.append(this.heading, el('div', { class: 'pairs' },
            pair('ADX 14', f.adx, 'above 25 the market trends'), pair('ATR 14', f.atr), pair('EMA 9', f.ema_9), pair('EMA 21', f.ema_21),
            pair('VWAP', f.vwap), pair('Structure', f.structure), pair('Size', f.size_multiplier, 'share of the position size'), el('div', { class: 'style' }, this.style)), this.reason);
    }

    render({ regime }) {
        const { f } = this;
        const r = regime ?? {};
        const known = REGIMES[r.name];
        const decimals = this.units().price;
        mark(this.heading, 'data-regime', r.name ?? 'NO_TRADE');
        say(this.icon, known?.icon ?? '·');
        say(this.style, known?.style ?? '');
        show(f.name, r.name ?? null, words(r.name));
        show(f.confidence, r.confidence ?? null, percent(r.confidence, 0));
        this.level.style.width = `${defined(r.confidence) ? r.confidence * 100 : 0}%`;
        mark(this.meter, 'title', 'confidence');
        show(f.size_multiplier, r.size_multiplier ?? null, defined(r.size_multiplier) ? `× ${number(r.size_multiplier, 3, 2)}` : '–');
        show(f.adx, r.adx ?? null, number(r.adx, 1));
        for (const name of ['atr', 'ema_9', 'ema_21', 'vwap']) show(f[name], r[name] ?? null, between(r[name], decimals));
        const arrow = { BULLISH: '▲ ', BEARISH: '▼ ' }[r.structure] ?? '';
        show(f.structure, r.structure ?? null, arrow + words(r.structure).toLowerCase());
        mark(f.structure, 'data-sign', { BULLISH: 'up', BEARISH: 'down' }[r.structure]);
        show(f.reason, r.reason ?? null, words(r.reason));
        this.reason.hidden = !r.reason;
        show(f.event_time, r.event_time_ns ?? null, r.event_time_ns ? this.app.clock.second(Number(r.event_time_ns.slice(0, -6))) : '');
    }
}
