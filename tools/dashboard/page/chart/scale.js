// From bars and ticks to pixels and back, and where round labels go. Pure.

export const MERGES = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 40, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];

export class Scale {
    constructor() {
        this.barWidth = 84;
        this.right = 0;
        this.pixelsPerTick = 4;
        this.centre = 0;
        this.plot = { x: 0, y: 0, width: 100, height: 100 };
    }

    /// Left edge of a bar, in CSS pixels. `right` is the index at the plot's right edge.
    x(index) { return this.plot.x + this.plot.width - (this.right - index) * this.barWidth; }

    /// Index at `x`, with a fraction.
    index(x) { return this.right - (this.plot.x + this.plot.width - x) / this.barWidth; }

    y(ticks) { return this.plot.y + this.plot.height / 2 - (ticks - this.centre) * this.pixelsPerTick; }

    ticks(y) { return this.centre - (y - this.plot.y - this.plot.height / 2) / this.pixelsPerTick; }

    /// First and last index that is at least partly seen, within `count` bars.
    range(count) {
        const first = Math.max(0, Math.floor(this.index(this.plot.x)));
        const last = Math.min(count - 1, Math.ceil(this.right) - 1);
        return { first, last };
    }

    /// Keeps the price in view; `low` and `high` in ticks. Calm: nothing moves while what is seen fits and fills half.
    fit(low, high, quantum) {
        const room = this.plot.height;
        const span = Math.max(high - low, 1);
        const shown = room / this.pixelsPerTick;
        const top = this.centre + shown / 2, bottom = this.centre - shown / 2;
        const margin = Math.min(0.03 * shown, span * 0.03);
        const inside = high <= top - margin && low >= bottom + margin;
        if (inside && span > 0.5 * shown && quantum(this.pixelsPerTick) === this.pixelsPerTick) return false;
        const wanted = quantum(room / (span * 1.12));
        const centre = (low + high) / 2;
        if (wanted === this.pixelsPerTick && inside && Math.abs(centre - this.centre) < 0.25 * shown) return false;
        this.pixelsPerTick = wanted;
        this.centre = centre;
        return true;
    }
}

/// The smallest merge of rows that gives cells of at least `least` pixels.
export function merge(pixelsPerRow, least) {
    for (const count of MERGES) if (pixelsPerRow * count >= least) return count;
    return MERGES[MERGES.length - 1];
}

/// A round step (1, 2, 2.5 or 5 x 10^n), at least `least`.
export function roundStep(least) {
    const power = 10 ** Math.floor(Math.log10(least));
    for (const factor of [1, 2, 2.5, 5, 10]) if (factor * power >= least * 0.999999) return factor * power;
    return 10 * power;
}

/// Price grid lines in ticks, at least `gap` pixels apart.
export function priceLines(scale, gap) {
    const { plot } = scale;
    let step = Math.max(1, roundStep(gap / scale.pixelsPerTick));
    if (step !== Math.round(step)) step = Math.ceil(step);
    const lines = [];
    const first = Math.ceil(scale.ticks(plot.y + plot.height) / step) * step;
    const last = scale.ticks(plot.y);
    for (let ticks = first; ticks <= last && lines.length < 200; ticks += step) lines.push(ticks);
    return lines;
}

const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440];

/// Indices with a time label: day changes first, then round minutes far enough apart.
export function timeMarks(times, first, last, barWidth, clock, gap) {
    const marks = [];
    const minutes = last > first ? medianStep(times, first, last) / 60_000 : 1;
    const least = (gap / barWidth) * Math.max(minutes, 1 / 60);
    const step = MINUTES.find((m) => m >= least) ?? 1440 * Math.ceil(least / 1440);
    let lastX = -Infinity;
    for (let i = first; i <= last; i++) {
        const day = i > 0 && clock.dayNumber(times[i]) !== clock.dayNumber(times[i - 1]);
        const minute = clock.minuteOfDay(times[i]);
        const round = minute % step === 0 && (i === 0 || clock.minuteOfDay(times[i - 1]) !== minute);
        if (!day && !round) continue;
        const x = i * barWidth;
        if (day && marks.length && x - lastX < gap * 0.8 && !marks[marks.length - 1].day) marks.pop();
        else if (x - lastX < gap * 0.8) continue;
        marks.push({ index: i, day });
        lastX = x;
    }
    return marks;
}

function medianStep(times, first, last) {
    const steps = [];
    const stride = Math.max(1, Math.floor((last - first) / 24));
    for (let i = first + 1; i <= last; i += stride) steps.push(times[i] - times[i - 1]);
    steps.sort((a, b) => a - b);
    return steps[Math.floor(steps.length / 2)] || 60_000;
}

/// Clamps `value`.
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
