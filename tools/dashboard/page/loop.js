// One animation frame for everything that draws. Nothing is asked for while nothing changed or
// the page is hidden; what became dirty meanwhile is drawn when it is seen again.

const KEPT = 4096;

export class FrameTimes {
    constructor() { this.clear(); }

    clear() {
        this.ring = new Float64Array(KEPT);
        this.count = 0;
    }

    add(ms) { this.ring[this.count++ % KEPT] = ms; }

    /// Main-thread milliseconds of the last frames: messages taken since the frame before, drawing included.
    summary() {
        const all = this.ring.slice(0, Math.min(this.count, KEPT)).sort();
        const at = (share) => (all.length ? all[Math.min(all.length - 1, Math.floor(share * all.length))] : 0);
        return { count: this.count, p50: at(0.5), p95: at(0.95), max: all.length ? all[all.length - 1] : 0 };
    }
}

export class Loop {
    constructor() {
        this.jobs = new Map();
        this.dirty = new Set();
        this.times = new FrameTimes();
        this.pending = 0;
        this.taken = 0;
        this.frame = this.frame.bind(this);
        document.addEventListener('visibilitychange', () => {
            if (document.hidden) this.stop(); else this.ask();
        });
    }

    /// `draw(now)` is called in the frame after `touch(name)`.
    job(name, draw) { this.jobs.set(name, draw); }

    touch(name) {
        this.dirty.add(name);
        this.ask();
    }

    ask() {
        if (this.pending || document.hidden || this.dirty.size === 0) return;
        this.pending = requestAnimationFrame(this.frame);
    }

    stop() {
        cancelAnimationFrame(this.pending);
        this.pending = 0;
    }

    /// Runs `work` and counts its time to the next frame.
    charge(work) {
        const from = performance.now();
        try { work(); } finally { this.taken += performance.now() - from; }
    }

    frame(now) {
        const from = performance.now();
        this.pending = 0;
        const names = [...this.dirty];
        this.dirty.clear();
        for (const name of names) {
            try { this.jobs.get(name)?.(now); } catch (error) { console.error(name, error); }
        }
        this.times.add(performance.now() - from + this.taken);
        this.taken = 0;
        this.ask();
    }
}
