// What the engine said last, by topic. A snapshot replaces everything; other messages change one topic.
// Panels read `state` when they draw and are told only which topics changed.

const SIGNALS = 200;
const TRADES = 200;
const LINES = 500;

const empty = () => ({
    symbol: null, period: null, periods: [], footprint_periods: [], closed: [], live: null, profile: null, vwap: null, regime: null,
    levels: [], signals: [], trades: [], positions: [], status: null, stats: null, tick: null, lastTick: null,
});

/// A trade has no number before it ended: what tells it apart is book, instrument and entry.
const sameTrade = (one, other) => one.symbol === other.symbol && one.system === other.system && one.entry_time_ns === other.entry_time_ns
    && (one.id === other.id || one.id === null || other.id === null);

/// What is open, newest entry first, then what ended, the last first.
const tradeOrder = (one, other) => {
    if (one.id !== null && other.id !== null) return other.id - one.id;
    if (one.id !== other.id) return one.id === null ? -1 : 1;
    return Number(BigInt(other.entry_time_ns) - BigInt(one.entry_time_ns));
};

export class Store {
    constructor() {
        this.state = { ...empty(), engine: null, engines: [], symbols: [], link: null, log: [], gap: null, snapshots: 0 };
        this.listeners = new Map();
        this.wanted = null;
    }

    on(topics, listener) {
        for (const topic of topics) {
            if (!this.listeners.has(topic)) this.listeners.set(topic, []);
            this.listeners.get(topic).push(listener);
        }
    }

    tell(topic, data) { for (const listener of this.listeners.get(topic) ?? []) listener(topic, data); }

    set(topic, value) {
        this.state[topic] = value;
        this.tell(topic, value);
    }

    /// Forgets the instrument, when another is asked for and its snapshot has not come yet.
    forget(wanted) {
        this.wanted = wanted;
        Object.assign(this.state, empty());
        this.tell('snapshot', null);
    }

    isOther(data) {
        const { symbol, period } = this.state;
        return (data?.symbol && symbol && data.symbol !== symbol.symbol) || (data?.period && period && data.period !== period);
    }

    take(message) {
        const { type, data } = message;
        if (type === 'snapshot') return this.snapshot(data);
        if (type === 'log') return this.line(data.level, data.text, message.ts_ns);
        if (type === 'error') {
            this.line('warning', data.error, message.ts_ns);
            return this.tell('error', data);
        }
        if (type === 'engine') return this.set('engine', data);
        if (type === 'gap') return this.gap(data, message.ts_ns);
        if (!this.state.symbol) return undefined;
        return this[`take_${type}`]?.(data, message.ts_ns);
    }

    snapshot(data) {
        const other = (name, value) => this.wanted?.[name] && this.wanted[name] !== value;
        if (other('engine', data.engine?.name) || other('symbol', data.symbol?.symbol) || other('period', data.period)) return;
        this.wanted = null;
        Object.assign(this.state, empty(), {
            engine: data.engine, symbol: data.symbol, period: data.period, periods: data.periods ?? [], footprint_periods: data.footprint_periods ?? data.periods ?? [],
            closed: data.bars ?? [], live: data.footprint, tick: data.tick ?? null, profile: data.profile, vwap: data.vwap, regime: data.regime,
            levels: data.levels ?? [], signals: data.signals ?? [], trades: data.trades ?? [],
            positions: data.positions ?? [], status: data.status, stats: data.stats,
            snapshots: this.state.snapshots + 1,
        });
        if (data.log && this.state.log.length === 0) this.state.log = data.log;
        this.tell('snapshot', data);
    }

    take_footprint(data) {
        if (this.isOther(data)) return;
        if (data.developing) {
            this.state.live = data;
            this.tell('live', data);
        } else {
            if (this.state.live && !(BigInt(this.state.live.start_ns) > BigInt(data.start_ns))) this.state.live = null;
            this.tell('closed', data);
        }
    }

    /// A period without footprints tells its bars only here.
    take_bar(data) {
        if (this.isOther(data) || this.state.footprint_periods?.includes(data.period)) return;
        this.tell('closed', { ...data, rows: [], row_ticks: null, poc: null });
    }

    take_tick(data) {
        if (this.isOther(data)) return;
        this.state.lastTick = this.state.tick;
        this.set('tick', data);
    }

    take_signal(data) { this.add('signals', data, SIGNALS, (one, other) => one.id === other.id); }

    /// Opened and closed ones come on ways of their own, in no order between them.
    take_trade(data) { this.add('trades', data, TRADES, sameTrade, tradeOrder); }

    /// Puts a record in the place of the one that is the same, or in front, or where its order puts it.
    add(topic, record, most, isSame, order = null) {
        const list = this.state[topic];
        const place = list.findIndex((one) => isSame(one, record));
        const changed = place >= 0 ? list.with(place, record) : [record, ...list];
        if (order) changed.sort(order);
        this.state[topic] = changed.slice(0, most);
        this.tell(topic, record);
    }

    take_profile(data) { if (data.anchor === 'daily') this.set('profile', data); }
    take_vwap(data) { if (data.anchor === 'daily') this.set('vwap', data); }
    take_regime(data) { if (!this.isOther(data)) this.set('regime', data); }
    take_position(data) { this.set('positions', data.positions); }
    take_levels(data) { this.set('levels', data.levels); }
    take_stats(data) { this.set('stats', data); }
    take_status(data) { this.set('status', data); }
    take_study(data) { this.tell('study', data); }

    gap(data, ns) {
        this.state.gap = { ...data, at: Date.now() };
        const what = data.count ? `${data.count} of ${data.stream}` : data.stream ?? 'a stream';
        this.line('warning', `Gap: ${what}, ${data.reason ?? 'no reason given'}`, ns);
        this.tell('gap', data);
    }

    line(level, text, ns = null) {
        const line = { level, text, ts_ns: ns, at: Date.now(), number: (this.lines = (this.lines ?? 0) + 1) };
        this.state.log = [line, ...this.state.log].slice(0, LINES);
        this.tell('log', line);
    }
}
