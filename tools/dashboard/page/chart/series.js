// The chart's bars: the engine's footprints as they came, and beside them columns of numbers to draw
// from. Prices are counted in ticks, so that rows and pixels are whole steps. Grows at both ends.

import { millis } from '../format.js';

const COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'delta', 'cvd', 'poc', 'time', 'vwap', 'sigma', 'sum0', 'sum1', 'sum2'];

export class Series {
    constructor(tickSize = 0.01) { this.clear(tickSize); }

    clear(tickSize) {
        this.tick = tickSize > 0 ? tickSize : 0.01;
        this.bars = [];
        this.live = null;
        this.origin = null;
        this.complete = false;
        this.reserve(512);
    }

    /// Bars with the developing one.
    get count() { return this.bars.length + (this.live ? 1 : 0); }

    reserve(capacity) {
        const old = this.columns;
        this.capacity = capacity;
        this.columns = {};
        for (const name of COLUMNS) {
            this.columns[name] = new Float64Array(capacity);
            if (old) this.columns[name].set(old[name].subarray(0, Math.min(capacity, this.bars.length + 1)));
        }
    }

    at(index) { return index < this.bars.length ? this.bars[index] : index === this.bars.length ? this.live : null; }

    ticks(price) { return Math.round(price / this.tick); }

    /// Replaces all closed bars, oldest first.
    replace(bars, live) {
        this.bars = bars.slice();
        this.live = live ?? null;
        this.origin = bars.length ? bars[0].close : live ? live.close : null;
        this.complete = false;
        if (this.capacity < bars.length + 2) this.reserve(2 * bars.length + 2);
        for (let i = 0; i < this.count; i++) this.fill(i, this.at(i));
        this.fold();
    }

    /// Puts older bars in front; returns how many were new.
    prepend(older) {
        const first = this.bars[0]?.start_ns ?? this.live?.start_ns;
        const fresh = first ? older.filter((bar) => earlier(bar.start_ns, first)) : older;
        if (fresh.length === 0) return 0;
        const count = this.count;
        const columns = this.columns;
        if (count + fresh.length + 1 > this.capacity) this.reserve(2 * (count + fresh.length));
        for (const name of COLUMNS) {
            const kept = columns[name].slice(0, count);
            this.columns[name].set(kept, fresh.length);
        }
        this.bars = fresh.concat(this.bars);
        if (this.origin === null) this.origin = fresh[0].close;
        for (let i = 0; i < fresh.length; i++) this.fill(i, fresh[i]);
        this.fold();
        return fresh.length;
    }

    /// A bar closed: appended, or in the place of the one that began with it. Returns whether the count grew.
    close(bar) {
        const last = this.bars[this.bars.length - 1];
        const before = this.count;
        if (last && !earlier(last.start_ns, bar.start_ns)) {
            const place = this.index(bar.start_ns);
            if (place < 0 || place >= this.bars.length) return false;
            this.bars[place] = bar;
            this.fill(place, bar);
            this.fold(place);
        } else {
            if (this.live && !earlier(bar.start_ns, this.live.start_ns)) this.live = null;
            this.bars.push(bar);
            if (this.count + 2 > this.capacity) this.reserve(this.capacity * 2);
            this.fill(this.bars.length - 1, bar);
            if (this.live) this.fill(this.bars.length, this.live);
            this.fold(this.bars.length - 1);
        }
        return this.count > before;
    }

    /// The developing bar as it stands now. Returns whether it is a new one.
    develop(bar) {
        const last = this.bars[this.bars.length - 1];
        if (last && !earlier(last.start_ns, bar.start_ns)) return false;
        const fresh = !this.live || this.live.start_ns !== bar.start_ns;
        if (this.origin === null) this.origin = bar.close;
        this.live = bar;
        if (this.count + 2 > this.capacity) this.reserve(this.capacity * 2);
        this.fill(this.bars.length, bar);
        this.foldOne(this.bars.length);
        return fresh;
    }

    fill(index, bar) {
        const c = this.columns;
        c.open[index] = this.ticks(bar.open);
        c.high[index] = this.ticks(bar.high);
        c.low[index] = this.ticks(bar.low);
        c.close[index] = this.ticks(bar.close);
        c.volume[index] = bar.volume;
        c.delta[index] = bar.delta;
        c.cvd[index] = bar.cumulative_delta ?? NaN;
        c.poc[index] = bar.poc === null || bar.poc === undefined ? NaN : this.ticks(bar.poc);
        c.time[index] = millis(bar.start_ns);
        this.sums(index, bar);
    }

    /// Volume and its first two moments about the first price seen, for VWAP and sigma.
    sums(index, bar) {
        const c = this.columns;
        let second = 0;
        const half = this.tick * ((bar.row_ticks ?? 1) - 1) / 2;
        for (const row of bar.rows ?? []) {
            const away = row.price + half - this.origin;
            second += row.volume * away * away;
        }
        c.sum0[index] = bar.volume;
        c.sum1[index] = bar.vwap === null || bar.vwap === undefined ? 0 : bar.volume * (bar.vwap - this.origin);
        c.sum2[index] = bar.rows?.length ? second : NaN;
    }

    fold(from = 0) {
        if (from === 0) this.carry = [];
        for (let i = from; i < this.count; i++) this.foldOne(i);
    }

    /// Forgets the oldest bars, so that a page that is open for weeks stays as it is.
    drop(bars) {
        const { columns } = this;
        for (const name of COLUMNS) columns[name].copyWithin(0, bars, this.count);
        this.bars = this.bars.slice(bars);
        this.carry = this.carry.slice(bars);
        this.complete = false;
    }

    /// Takes bars told anew after a lost connection: older ones stay when the new ones join them.
    join(bars, live) {
        const place = bars.length ? this.index(bars[0].start_ns) : -1;
        if (place < 0 || place >= this.bars.length || !alike(this.bars[place], bars[0])) return false;
        const { complete } = this;
        this.replace(this.bars.slice(0, place).concat(bars), live);
        if (complete) this.finish();
        return true;
    }

    /// Session VWAP at the end of a bar, from the bars since the session's first one; unknown before that is loaded.
    foldOne(index) {
        const c = this.columns;
        const bar = this.at(index);
        const before = index > 0 ? this.at(index - 1) : null;
        const begins = before ? before.session !== bar.session : this.complete;
        const from = begins ? { v: 0, p: 0, q: 0 } : (index > 0 && this.carry[index - 1]) || null;
        if (!from) {
            this.carry[index] = null;
            c.vwap[index] = c.sigma[index] = NaN;
            return;
        }
        const v = from.v + c.sum0[index], p = from.p + c.sum1[index], q = from.q + c.sum2[index];
        this.carry[index] = { v, p, q };
        const mean = v > 0 ? p / v : NaN;
        c.vwap[index] = this.origin + mean;
        c.sigma[index] = v > 0 && !Number.isNaN(q) ? Math.sqrt(Math.max(0, q / v - mean * mean)) : NaN;
    }

    /// All history is here: the first bar begins its session.
    finish() {
        this.complete = true;
        this.fold();
    }

    /// The place of the bar an instant lies in, or -1.
    containing(ns) {
        let low = 0, high = this.count - 1;
        while (low <= high) {
            const middle = (low + high) >> 1;
            if (earlier(ns, this.at(middle).start_ns)) high = middle - 1; else low = middle + 1;
        }
        return high >= 0 && earlier(ns, this.at(high).end_ns) ? high : -1;
    }

    /// The place of the bar that began at an instant, or -1.
    index(ns) {
        let low = 0, high = this.count - 1;
        while (low <= high) {
            const middle = (low + high) >> 1;
            const start = this.at(middle).start_ns;
            if (start === ns) return middle;
            if (earlier(start, ns)) low = middle + 1; else high = middle - 1;
        }
        return -1;
    }
}

/// Whether two tellings of a closed bar are of the same bar, not of another run of a simulation.
const alike = (a, b) => a.volume === b.volume && a.close === b.close && a.delta === b.delta;

/// Whether instant `a` lies before `b`; both nanoseconds as text.
export const earlier = (a, b) => (a.length === b.length ? a < b : a.length < b.length);
