// The bottom line: how whole the data is, at one glance.

import { el, field, mark, say, show } from './dom.js';
import { millis, number, percent, words } from './format.js';

export class Foot {
    constructor(app) {
        const root = document.getElementById('quality');
        const f = this.f = {};
        const part = (label, name) => {
            f[name] = field(`foot.${name}`);
            return el('span', {}, `${label} `, f[name]);
        };
        root.append(part('sides', 'side_quality'), part('inferred', 'inferred_share'), part('unknown', 'unknown_share'), part('ticks', 'accepted'), part('late', 'late'), part('bad', 'bad'), part('last tick', 'last_tick'));
        app.loop.job('foot', () => this.draw(app.store.state.status?.feed ?? {}, app.clock));
        app.store.on(['snapshot', 'status'], () => app.loop.touch('foot'));
        app.restyled.push(() => app.loop.touch('foot'));
    }

    draw(feed, clock) {
        const { f } = this;
        show(f.side_quality, feed.side_quality ?? null, words(feed.side_quality));
        f.side_quality.className = `value ${['tick', 'bar', 'simulated'].includes(feed.side_quality) ? 'warn' : ''}`;
        show(f.inferred_share, feed.inferred_share ?? null, percent(feed.inferred_share, 1));
        show(f.unknown_share, feed.unknown_share ?? null, percent(feed.unknown_share, 1));
        for (const name of ['accepted', 'late', 'bad']) show(f[name], feed.counts?.[name] ?? null, number(feed.counts?.[name], 0));
        show(f.last_tick, feed.last_tick_ns ?? null, feed.last_tick_ns ? clock.second(millis(feed.last_tick_ns)) : '–');
    }
}
