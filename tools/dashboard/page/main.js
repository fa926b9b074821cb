// Puts the page together: state, connection, chart, panels, and what they may ask of each other.

import { Announcer } from './announce.js';
import { Api } from './api.js';
import { Clock } from './clock.js';
import { help, login } from './dialogs.js';
import { button, el, say } from './dom.js';
import { Foot } from './foot.js';
import { words } from './format.js';
import { listenKeys } from './keys.js';
import { Layout } from './layout.js';
import { Loop } from './loop.js';
import { Prefs, browserStorage } from './prefs.js';
import { Socket } from './socket.js';
import { Store } from './store.js';
import { Top } from './top.js';
import { AuctionPanel } from './panels/auction.js';
import { BacktestsPanel } from './panels/backtests.js';
import { ChartPanel } from './panels/chart.js';
import { ConvergencePanel } from './panels/convergence.js';
import { DecisionsPanel } from './panels/decisions.js';
import { ExplainPanel } from './panels/explain.js';
import { ExtensionPanel } from './panels/extension.js';
import { FeedPanel } from './panels/feed.js';
import { LevelsPanel } from './panels/levels.js';
import { LogPanel } from './panels/log.js';
import { MomentumPanel } from './panels/momentum.js';
import { OrdersPanel } from './panels/orders.js';
import { PositionsPanel } from './panels/positions.js';
import { RegimePanel } from './panels/regime.js';
import { SessionPanel } from './panels/session.js';
import { SettingsPanel } from './panels/settings.js';
import { SignalsPanel } from './panels/signals.js';
import { StatisticsPanel } from './panels/statistics.js';
import { TradesPanel } from './panels/trades.js';

const PANELS = [SessionPanel, PositionsPanel, RegimePanel, SignalsPanel, TradesPanel, OrdersPanel, DecisionsPanel, ExplainPanel, StatisticsPanel, BacktestsPanel, LevelsPanel, ExtensionPanel, MomentumPanel, AuctionPanel, ConvergencePanel, SettingsPanel, FeedPanel, LogPanel];
const ORDER = {
    rail: ['session', 'positions', 'regime', 'signals'],
    first: ['trades', 'orders', 'decisions', 'statistics', 'backtests', 'settings', 'feed', 'log'],
    second: ['levels', 'extension', 'momentum', 'auction', 'convergence', 'explain'],
};
const THEMES = ['system', 'dark', 'light'];

class App {
    constructor() {
        this.prefs = new Prefs(browserStorage());
        this.loop = new Loop();
        this.store = new Store();
        this.clock = new Clock(this.prefs.get('zone', 'ny'));
        this.announce = new Announcer(document.getElementById('polite'), document.getElementById('urgent'), this.prefs);
        this.restyled = [];
        const asked = new URLSearchParams(location.hash.slice(1));
        this.place = { engine: asked.get('engine') ?? this.prefs.get('engine', null), symbol: asked.get('symbol') ?? this.prefs.get('symbol', null), period: asked.get('period') ?? this.prefs.get('period', null) };
        this.api = new Api(() => ({ engine: this.place.engine, symbol: this.place.symbol ?? this.store.state.symbol?.symbol }), () => this.login());
        this.top = new Top(this);
        this.chart = new ChartPanel(this);
        this.panels = new Map(PANELS.map((Type) => new Type(this)).map((panel) => [panel.name, panel]));
        this.layout = new Layout(this, this.panels, ORDER);
        this.foot = new Foot(this);
        this.socket = new Socket(() => this.place, (text) => this.loop.charge(() => this.take(text)), (link) => this.linked(link));
        this.listen();
        listenKeys(this);
        this.theme();
        this.refresh();
        this.socket.open();
    }

    take(text) {
        let message;
        try { message = JSON.parse(text); } catch { return this.store.line('error', 'The gateway sent something that is not JSON.'); }
        return this.store.take(message);
    }

    /// Lists of engines and symbols, which no message brings; what is watched must be among them.
    async refresh() {
        try {
            const { engines } = await this.api.get('/api/engines');
            this.store.set('engines', engines);
            if (this.place.engine && !engines.some((one) => one.name === this.place.engine)) return this.watch({ engine: null, symbol: null, period: null });
            const { symbols, periods } = await this.api.get('/api/symbols');
            this.store.set('symbols', symbols);
            if (this.place.symbol && !symbols.some((one) => one.symbol === this.place.symbol)) return this.watch({ symbol: null });
            if (this.place.period && !periods.includes(this.place.period)) return this.watch({ period: null });
        } catch { /* the link says what is wrong, and the next connection asks again */ }
        return undefined;
    }

    symbols() {
        const { symbols, engine } = this.store.state;
        return symbols.length ? symbols.map((one) => one.symbol) : engine?.symbols ?? [];
    }

    /// Watches another engine, symbol or period.
    watch(wanted) {
        const changed = Object.entries(wanted).filter(([name, value]) => value !== this.place[name]);
        if (changed.length === 0) return;
        Object.assign(this.place, wanted);
        for (const name of ['engine', 'symbol', 'period']) this.prefs.set(name, this.place[name]);
        if ('engine' in wanted) this.refresh();
        this.store.forget({ engine: this.place.engine, symbol: this.place.symbol, period: this.place.period ?? this.store.state.period });
        this.socket.watch();
    }

    /// Another engine: the same symbol where it has it, else its first.
    watchEngine(name) {
        const symbols = this.store.state.engines.find((one) => one.name === name)?.symbols ?? [];
        const symbol = symbols.includes(this.place.symbol) ? this.place.symbol : symbols[0] ?? null;
        this.watch({ engine: name, symbol });
    }

    /// What was asked for is refused: the engine's own choice of period, over a new connection.
    unwatchable() {
        if (!this.store.wanted) return;
        this.store.forget({});
        this.place.period = null;
        this.socket.open();
        this.refresh();
    }

    stepPeriod(step) {
        const { periods, period } = this.store.state;
        const next = periods[periods.indexOf(period) + step];
        if (next) this.watch({ period: next });
    }

    listen() {
        const { store, announce } = this;
        store.on(['snapshot'], (_, data) => { if (data) this.arrived(data); });
        store.on(['signals'], (_, s) => {
            announce.say(`${s.approved ? 'Signal approved' : 'Signal refused'}: ${words(s.pattern || s.rule)} ${s.direction}`);
            if (s.approved) announce.play('signal');
        });
        store.on(['trades'], (_, trade) => {
            announce.say(trade.event === 'close' ? `Trade closed: ${trade.pnl} dollars` : `Trade opened: ${trade.direction} ${trade.quantity} ${trade.symbol}`);
            announce.play('fill');
        });
        store.on(['symbols'], () => this.restyle());
        store.on(['error'], () => this.unwatchable());
        store.on(['status'], (_, status) => this.sessionChanged(status));
    }

    arrived(data) {
        Object.assign(this.place, { engine: data.engine?.name ?? this.place.engine, symbol: data.symbol?.symbol ?? null, period: data.period });
        this.state = data.status?.state;
        const query = new URLSearchParams(Object.entries(this.place).filter(([, value]) => value));
        history.replaceState(null, '', `${location.pathname}#${query}`);
    }

    sessionChanged(status) {
        if (this.state && status?.state && status.state !== this.state) {
            const text = `Session ${status.state}${status.state === 'HALTED' ? `: ${words(status.halted_reason)}` : ''}`;
            if (status.state === 'HALTED') {
                this.announce.alarm(text);
                this.announce.play('halt');
            } else {
                this.announce.say(text);
            }
        }
        this.state = status?.state ?? this.state;
    }

    linked(link) {
        const before = this.store.state.link?.name;
        this.store.set('link', link);
        if (before === link.name) {
            if (link.attempt % 4 === 2) this.refresh();
            return;
        }
        if (link.name === 'live') {
            this.store.line('info', 'Connected to the gateway.');
            if (before === 'reconnecting') this.refresh();
        } else if (before === 'live') {
            this.store.line('warning', `Connection to the gateway lost${link.reason ? `: ${link.reason}` : ''}.`);
            this.announce.alarm('Connection lost');
            this.announce.play('lost');
        }
        if (link.name === 'reconnecting' && before !== 'live') this.refresh();
    }

    /// The line under the top while something keeps the page from being live.
    notice(name, text, link, engine) {
        const root = document.getElementById('notice');
        const wanted = name === 'reconnecting' || name === 'away';
        root.hidden = !wanted;
        if (!wanted) return;
        if (!root.firstChild) root.append(el('span', {}), button('Try now', () => this.socket.now()));
        const [line, retry] = root.children;
        const why = name === 'away' ? engine?.reason : link?.reason;
        say(line, `${name === 'away' ? `${engine.name}: ${text}` : `Gateway: ${text}`}${why ? ` (${why})` : ''}.${this.store.state.symbol ? ' What you see is the last that was known.' : ''}`);
        retry.hidden = name === 'away';
    }

    explain(id) {
        this.layout.open('explain');
        this.panels.get('explain').open(id);
    }

    help() { help(); }

    login() {
        this.socket?.hold();
        login(this.api, () => { this.refresh(); this.socket.open(); });
    }

    nextTheme() {
        const now = this.prefs.get('theme', 'system');
        this.prefs.set('theme', THEMES[(THEMES.indexOf(now) + 1) % THEMES.length]);
        this.theme();
        this.top.themeChanged();
    }

    theme() {
        const light = matchMedia('(prefers-color-scheme: light)');
        if (!this.system) {
            this.system = light;
            light.addEventListener('change', () => this.theme());
        }
        const wanted = this.prefs.get('theme', 'system');
        document.documentElement.dataset.theme = wanted === 'system' ? (light.matches ? 'light' : 'dark') : wanted;
        this.restyle();
    }

    useZone(zone) {
        this.clock.use(zone);
        this.prefs.set('zone', zone);
        this.restyle();
        for (const panel of this.panels.values()) panel.touch();
    }

    restyle() { for (const draw of this.restyled) draw(); }
}

export const app = new App();
