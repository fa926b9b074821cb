// Older footprints, fetched page by page as the left edge comes near, at most as many as the page may keep.

const PAGE = 80;
const KEPT = 12_000;
const NEAR = 60;
const WARM = 160;
const LONG_SESSION = 2000;

export class History {
    constructor(view, api, told) {
        Object.assign(this, { view, api, told });
        this.period = null;
        this.busy = false;
        this.end = true;
    }

    /// Another instrument or period; `footprints` whether its bars have rows.
    start(period, footprints) {
        this.footprints = footprints;
        this.aborted?.abort();
        this.aborted = new AbortController();
        this.period = period;
        this.busy = false;
        this.end = !period;
        this.failures = 0;
        clearTimeout(this.timer);
    }

    /// Called with what is seen after each drawing.
    seen(first, last) {
        if (this.end || this.busy) return;
        const { series } = this.view;
        const wanted = Math.max(NEAR, (last - first) * 0.7);
        if ((first > wanted && !this.cold(series)) || series.bars.length >= KEPT) return;
        this.fetch(series.bars[0]?.start_ns ?? series.live?.start_ns);
    }

    async fetch(before) {
        this.busy = true;
        const { signal } = this.aborted;
        try {
            const bars = await this.page(before, signal);
            if (signal.aborted) return;
            let added = 0;
            this.view.loop.charge(() => { added = this.view.older(bars); });
            this.busy = false;
            this.failures = 0;
            if (added === 0 || bars.length < PAGE) this.finish();
        } catch (error) {
            if (signal.aborted || error.name === 'AbortError') return;
            this.failed(error);
        }
    }

    /// Too few bars yet, or not the session's first one, without which VWAP has no line.
    cold({ bars }) {
        if (bars.length < WARM) return true;
        return bars.length < LONG_SESSION && bars[0].session === bars[bars.length - 1].session;
    }

    async page(before, signal) {
        const asked = { period: this.period, limit: PAGE };
        if (this.footprints) return (await this.api.get('/api/footprints', { ...asked, before_ns: before }, signal)).footprints;
        const { bars } = await this.api.get('/api/bars', { ...asked, to: before }, signal);
        return bars.map((bar) => ({ ...bar, rows: [], row_ticks: null, poc: null }));
    }

    finish() {
        this.end = true;
        this.view.series.finish();
        this.view.redraw();
    }

    /// Tries again later and says so once; after five times it waits for the next snapshot.
    failed(error) {
        this.failures++;
        if (this.failures === 1) this.told(`Older bars could not be fetched: ${error.message}`);
        if (this.failures > 5) { this.end = true; return; }
        this.timer = setTimeout(() => {
            this.busy = false;
            this.view.redraw();
        }, 1000 * 2 ** this.failures);
    }
}
