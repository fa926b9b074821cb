// The top line: what is watched, its last price, what kind of session it is, and whether it is live.

import { button, el, field, mark, say, show } from './dom.js';
import { decimalsOf, price, words } from './format.js';

const CHIPS = 9;

export class Top {
    constructor(app) {
        this.app = app;
        const byId = (id) => document.getElementById(id);
        Object.assign(this, { engine: byId('engine'), symbol: byId('symbol'), period: byId('period'), chips: byId('chips'), link: byId('link') });
        this.engine.addEventListener('change', () => app.watchEngine(this.engine.value));
        this.symbol.addEventListener('change', () => app.watch({ symbol: this.symbol.value }));
        this.period.addEventListener('change', () => app.watch({ period: this.period.value }));
        this.price = field('tick.price');
        this.arrow = el('span', { class: 'arrow', 'aria-hidden': 'true' });
        byId('last').append(this.arrow, this.price);
        this.badges = { state: field('top.state', 'badge'), mode: field('top.mode', 'badge'), gap: button('', () => app.layout.open('feed', true), { class: 'badge badge-gap', hidden: true }), simulated: el('span', { class: 'badge badge-simulated', hidden: true, title: 'The feed is a simulation, not a market' }, 'SIMULATED') };
        byId('badges').append(...Object.values(this.badges));
        this.linkText = el('span', {});
        this.link.append(this.linkText);
        this.tools(byId('tools'));
        const { loop, store } = app;
        loop.job('top', () => this.draw(store.state));
        loop.job('top-price', () => this.last(store.state));
        store.on(['snapshot', 'status', 'engine', 'engines', 'symbols', 'link', 'gap'], () => loop.touch('top'));
        store.on(['snapshot', 'tick', 'live'], () => loop.touch('top-price'));
        setInterval(() => { if (store.state.link?.name !== 'live' || store.state.engine?.state !== 'live') loop.touch('top'); }, 1000);
    }

    tools(root) {
        const { app } = this;
        this.sound = button('♪', () => this.soundChanged(app.announce.toggle()), { class: 'bare' });
        this.theme = button('◐', () => app.nextTheme(), { class: 'bare' });
        this.help = button('?', () => app.help(), { class: 'bare', title: 'Keys and marks (?)', 'aria-label': 'Help' });
        root.append(this.sound, this.theme, this.help);
        this.soundChanged(app.announce.on);
        this.themeChanged();
    }

    soundChanged(on) {
        mark(this.sound, 'aria-pressed', String(on));
        say(this.sound, on ? '♪' : '♪̸');
        mark(this.sound, 'aria-label', `Sound ${on ? 'on' : 'off'}`);
        mark(this.sound, 'title', `Sound on alerts: ${on ? 'on' : 'off'} (M)`);
    }

    themeChanged() {
        const theme = this.app.prefs.get('theme', 'system');
        say(this.theme, { dark: '☾', light: '☀', system: '◐' }[theme]);
        mark(this.theme, 'aria-label', `Theme: ${theme}`);
        mark(this.theme, 'title', `Theme: ${theme} (T)`);
    }

    draw(state) {
        const { place } = this.app;
        const engines = state.engines.length ? state.engines : state.engine ? [state.engine] : [];
        options(this.engine, engines.map((one) => one.name), place.engine ?? engines[0]?.name);
        this.engine.closest('label').hidden = engines.length < 2;
        const names = this.app.symbols();
        const chosen = state.symbol?.symbol ?? place.symbol;
        options(this.symbol, chosen && !names.includes(chosen) ? [chosen, ...names] : names, chosen);
        mark(this.symbol, 'title', `${chosen ?? 'Symbol'} (S)`);
        const periods = state.periods.length ? state.periods : place.period ? [place.period] : [];
        options(this.period, periods, state.period ?? place.period);
        for (const select of [this.symbol, this.period]) select.closest('label').hidden = select.options.length === 0;
        this.chipsOf(names, chosen);
        this.badgesOf(state);
        this.linkOf(state);
        document.title = `${chosen ?? 'Pitwire'} – Pitwire`;
    }

    chipsOf(names, chosen) {
        const key = names.slice(0, CHIPS).join('\n');
        if (this.shownChips !== key) {
            this.shownChips = key;
            this.chips.replaceChildren(...names.slice(0, CHIPS).map((name, i) => {
                const chip = button('', () => this.app.watch({ symbol: name }), { class: 'chip', title: name, 'data-symbol': name });
                chip.append(el('kbd', { 'aria-hidden': 'true' }, String(i + 1)), name);
                return chip;
            }));
        }
        for (const chip of this.chips.children) mark(chip, 'aria-pressed', String(chip.dataset.symbol === chosen));
        this.chips.hidden = names.length < 2;
    }

    badgesOf({ status, engine, gap: lost }) {
        const { state, mode, simulated, gap } = this.badges;
        gap.hidden = !lost;
        if (lost) {
            say(gap, `GAP ${lost.count || ''}`.trim());
            mark(gap, 'title', `${lost.reason ?? 'Something could not be delivered'}; opens the feed panel`);
        }
        show(state, status?.state ?? null, status?.state ?? '');
        state.className = `value badge badge-${(status?.state ?? 'none').toLowerCase()}`;
        state.hidden = !status?.state;
        show(mode, status?.mode ?? null, (status?.mode ?? '').toUpperCase());
        mode.className = `value badge badge-${status?.mode === 'live' ? 'live' : 'paper'}`;
        mode.hidden = !status?.mode;
        simulated.hidden = !(status?.simulated ?? engine?.simulated);
    }

    linkOf({ link, engine }) {
        const now = Date.now();
        let name = link?.name ?? 'connecting', text = { live: 'live', connecting: 'connecting …' }[name] ?? '';
        if (name === 'reconnecting') {
            const wait = Math.max(0, Math.round((link.retryAt - now) / 1000));
            const next = link.retryAt === null ? 'waiting for the token' : wait > 0 ? `again in ${wait} s` : 'trying';
            text = `no connection since ${this.app.clock.second(link.since)}, ${next}`;
        } else if (name === 'live' && engine && engine.state !== 'live') {
            name = 'away';
            text = `engine ${engine.state === 'refused' ? 'refused the login' : 'away'}${engine.since_ns ? ` since ${this.app.clock.second(Number(engine.since_ns.slice(0, -6)))}` : ''}`;
        }
        mark(this.link, 'data-state', name);
        mark(this.link, 'title', [text, link?.reason, engine?.reason].filter(Boolean).join(': '));
        say(this.linkText, text);
        this.app.notice(name, text, link, engine);
    }

    last({ tick, live, symbol, closed }) {
        const value = tick?.price ?? live?.close ?? closed[closed.length - 1]?.close ?? null;
        show(this.price, value, value === null ? '–' : price(value, decimalsOf(symbol)));
        const before = this.before;
        if (value !== null && before !== undefined && value !== before) {
            say(this.arrow, value > before ? '▲' : '▼');
            mark(this.arrow, 'data-sign', value > before ? 'up' : 'down');
        }
        if (value !== null) this.before = value;
    }
}

/// Fills a select when its choices are others.
export function options(select, names, chosen) {
    const key = names.join('\n');
    if (select.shown !== key) {
        select.shown = key;
        select.replaceChildren(...names.map((name) => el('option', { value: name }, name)));
    }
    if (chosen && select.value !== chosen) select.value = chosen;
}
