// The feed: how whole the data is, how sides were found, and what was dropped.

import { el, field, mark, pair, show } from '../dom.js';
import { millis, number, percent, words } from '../format.js';
import { Panel } from '../panel.js';

const COUNTS = [['accepted', 'Ticks accepted'], ['bad', 'Bad'], ['duplicate', 'Duplicate'], ['late', 'Late'], ['out_of_session', 'Out of session']];
const SHARES = [['buy_share', 'Bought at the ask'], ['sell_share', 'Sold at the bid'], ['unknown_share', 'Side unknown'], ['inferred_share', 'Side inferred']];

export class FeedPanel extends Panel {
    constructor(app) {
        super(app, 'feed', 'Feed', ['status', 'engine', 'link', 'gap']);
        const f = this.f = {};
        for (const name of ['connected', 'last_tick', 'side_quality', ...COUNTS.map(([name]) => name), ...SHARES.map(([name]) => name)]) f[name] = field(`feed.${name}`);
        for (const name of ['name', 'address', 'state', 'since', 'reason']) f[`engine_${name}`] = field(`engine.${name}`);
        this.hint = el('p', { class: 'reason', hidden: true });
        this.lost = el('p', { class: 'reason', hidden: true });
        this.body.append(el('div', { class: 'columns' },
            el('div', {}, el('div', { class: 'sub' }, 'Feed'), pair('Connected', f.connected), pair('Last tick', f.last_tick), pair('Side quality', f.side_quality), this.hint),
            el('div', {}, el('div', { class: 'sub' }, 'Counted'), ...COUNTS.map(([name, label]) => pair(label, f[name]))),
            el('div', {}, el('div', { class: 'sub' }, 'Shares of volume'), ...SHARES.map(([name, label]) => pair(label, f[name]))),
            el('div', {}, el('div', { class: 'sub' }, 'Engine'), pair('Name', f.engine_name), pair('Address', f.engine_address), pair('State', f.engine_state), pair('Since', f.engine_since), pair('Reason', f.engine_reason), this.lost)));
    }

    render({ status, engine, gap }) {
        const { f } = this;
        const { clock } = this.app;
        const feed = status?.feed ?? {};
        show(f.connected, feed.connected ?? null, feed.connected ? '✓ yes' : feed.connected === false ? '✕ no' : '–');
        f.connected.className = `value ${feed.connected === false ? 'bad' : ''}`;
        show(f.last_tick, feed.last_tick_ns ?? null, feed.last_tick_ns ? clock.full(millis(feed.last_tick_ns)) : '–');
        show(f.side_quality, feed.side_quality ?? null, words(feed.side_quality));
        for (const [name] of COUNTS) show(f[name], feed.counts?.[name] ?? null, number(feed.counts?.[name], 0));
        for (const [name] of SHARES) show(f[name], feed[name] ?? null, percent(feed[name], 1));
        const hint = qualityHint(feed.side_quality);
        this.hint.hidden = !hint;
        this.hint.textContent = hint;
        for (const name of ['name', 'address', 'state', 'reason']) show(f[`engine_${name}`], engine?.[name] ?? null, words(engine?.[name]));
        show(f.engine_since, engine?.since_ns ?? null, engine?.since_ns ? clock.full(millis(engine.since_ns)) : '–');
        this.lost.hidden = !gap;
        if (gap) this.lost.textContent = `Gap at ${clock.second(gap.at)}: ${gap.count ? `${number(gap.count, 0)} of ` : ''}${gap.stream ?? 'a stream'} not delivered, ${gap.reason ?? 'no reason given'}.`;
    }
}

/// What side quality means for the patterns, where it matters.
export function qualityHint(quality) {
    if (quality === 'tick') return 'Sides are guessed from price changes: imbalances are estimates, and unfinished business hardly ever shows.';
    if (quality === 'simulated') return 'Sides are made up from bars: patterns test the machinery, not a market.';
    if (quality === 'bar') return 'There are no ticks: no order flow.';
    return '';
}
