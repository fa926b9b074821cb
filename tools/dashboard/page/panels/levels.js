// Prices that matter now: open unfinished business with its age, the session's profile, VWAP and its bands.

import { el, field, pair, show } from '../dom.js';
import { between, defined, millis, price, signed, size, span } from '../format.js';
import { Panel } from '../panel.js';
import { Table } from './table.js';

const BANDS = [3, 2, 1, -1, -2, -3];

export class LevelsPanel extends Panel {
    constructor(app) {
        super(app, 'levels', 'Levels', ['levels', 'profile', 'vwap', 'status']);
        const f = this.f = {};
        for (const name of ['poc', 'vah', 'val', 'lvns', 'hvns', 'naked', 'session']) f[name] = field(`profile.${name}`);
        for (const name of ['vwap', 'sigma', 'volume']) f[`v_${name}`] = field(`vwap.${name}`);
        this.bands = BANDS.map((n) => [n, field(`vwap.band_${n}`)]);
        this.none = el('p', { class: 'muted' }, 'Every auction of this session is finished.');
        this.table = new Table('level', [
            { name: 'price', label: 'Price', text: (l) => price(l.price, this.units().price) },
            { name: 'side', label: 'At the', text: (l) => (l.side === 'high' ? '↑ high' : '↓ low'), left: true },
            { name: 'away', label: 'Away', text: (l) => this.away(l), value: () => null },
            { name: 'start', label: 'Since', text: (l) => app.clock.minute(millis(l.start_ns)), value: (l) => l.start_ns, left: true },
            { name: 'age', label: 'Age', text: (l) => this.age(l), value: () => null },
        ], (l) => `${l.price}/${l.side}/${l.start_ns}`);
        const part = (title, ...rows) => el('div', {}, el('div', { class: 'sub' }, title), ...rows);
        this.body.append(el('div', { class: 'columns' },
            part('Open unfinished business; a retest within half an hour is usual', this.none, this.table.root),
            part('Profile of the session', pair('VAH', f.vah), pair('POC', f.poc), pair('VAL', f.val), pair('HVN', f.hvns), pair('LVN', f.lvns), pair('Naked POCs', f.naked), pair('Session', f.session)),
            part('VWAP of the session', ...this.bands.slice(0, 3).map(([n, node]) => pair(`+${n} σ`, node)), pair('VWAP', f.v_vwap), ...this.bands.slice(3).map(([n, node]) => pair(`−${-n} σ`, node)), pair('σ', f.v_sigma), pair('Volume', f.v_volume))));
        app.restyled.push(() => this.table.refresh());
    }

    /// Distance of a level from the last price.
    away({ price: level }) {
        const { tick, live } = this.app.store.state;
        const last = tick?.price ?? live?.close;
        return defined(last) ? signed(level - last, this.units().price) : '–';
    }

    age({ start_ns }) {
        const now = this.app.store.state.status?.feed?.last_tick_ns;
        return now ? span((millis(now) - millis(start_ns)) / 1000) : '–';
    }

    render({ levels, profile, vwap }) {
        const { f } = this;
        const units = this.units();
        this.none.hidden = levels.length > 0;
        this.table.root.hidden = levels.length === 0;
        this.table.show(levels.toSorted((a, b) => b.price - a.price));
        this.table.refresh();
        for (const name of ['poc', 'vah', 'val']) show(f[name], profile?.[name] ?? null, price(profile?.[name], units.price));
        for (const name of ['lvns', 'hvns']) show(f[name], profile?.[name] ?? null, (profile?.[name] ?? []).map((one) => price(one, units.price)).join('  ') || '–');
        const naked = profile?.naked_pocs ?? [];
        show(f.naked, naked, naked.map((one) => price(one.price, units.price)).join('  ') || '–');
        show(f.session, profile?.session ?? null, profile?.session ?? '–');
        for (const name of ['vwap', 'sigma']) show(f[`v_${name}`], vwap?.[name] ?? null, between(vwap?.[name], units.price));
        show(f.v_volume, vwap?.volume ?? null, size(vwap?.volume, units.size));
        for (const [n, node] of this.bands) {
            const value = defined(vwap?.vwap) && defined(vwap?.sigma) ? vwap.vwap + n * vwap.sigma : null;
            show(node, value, between(value, units.price));
        }
    }
}
