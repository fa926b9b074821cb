// VWAP with its bands, open levels, position lines and signal marks.

const BANDS = [1, 2, 3];
const MOST_MARKS = 4;

/// VWAP and bands over closed bars; the newest point is the engine's own and is drawn by `drawVWAPNow`.
export function drawVWAP(context, scale, series, first, last, palette) {
    const { vwap, sigma } = series.columns;
    const tick = series.tick;
    context.save();
    context.lineWidth = 1.5;
    context.strokeStyle = palette.vwap;
    polyline(context, scale, series, first, last, (i) => vwap[i] / tick);
    context.lineWidth = 1;
    for (const band of BANDS) {
        context.globalAlpha = 0.75 - 0.17 * band;
        context.setLineDash(band === 1 ? [] : band === 2 ? [6, 3] : [2, 3]);
        polyline(context, scale, series, first, last, (i) => (vwap[i] + band * sigma[i]) / tick);
        polyline(context, scale, series, first, last, (i) => (vwap[i] - band * sigma[i]) / tick);
    }
    context.restore();
}

function polyline(context, scale, series, first, last, ticks) {
    context.beginPath();
    let open = false;
    for (let i = Math.max(0, first - 1); i <= last; i++) {
        const value = ticks(i);
        const rolled = i > 0 && series.at(i).session !== series.at(i - 1).session;
        if (!Number.isFinite(value)) { open = false; continue; }
        const x = scale.x(i) + scale.barWidth / 2, y = scale.y(value);
        if (open && !rolled) context.lineTo(x, y); else context.moveTo(x, y);
        open = true;
    }
    context.stroke();
}

/// The lines that begin at the last closed bar: VWAP now and its bands, to the right edge.
export function drawVWAPNow(context, scale, from, right, vwap, tick, palette, labels) {
    if (!vwap || !Number.isFinite(vwap.vwap)) return;
    context.save();
    for (let band = -3; band <= 3; band++) {
        if (band !== 0 && !(vwap.sigma > 0)) continue;
        const y = scale.y((vwap.vwap + band * (vwap.sigma ?? 0)) / tick);
        const size = Math.abs(band);
        context.strokeStyle = palette.vwap;
        context.lineWidth = band === 0 ? 1.5 : 1;
        context.globalAlpha = band === 0 ? 1 : 0.75 - 0.17 * size;
        context.setLineDash(size < 2 ? [] : size === 2 ? [6, 3] : [2, 3]);
        context.beginPath();
        context.moveTo(from, y);
        context.lineTo(right, y);
        context.stroke();
        labels.add(y, band === 0 ? 'VWAP' : `${band > 0 ? '+' : '\u2212'}${size}\u03c3`, palette.vwap, size + 3);
    }
    context.restore();
}

/// Levels left open by unfinished auctions: from their bar to the right edge.
export function drawLevels(context, scale, series, levels, right, palette, labels) {
    context.save();
    context.strokeStyle = palette.level;
    context.globalAlpha = 0.7;
    context.setLineDash([1, 4]);
    context.lineWidth = 1.5;
    for (const level of levels) {
        const y = scale.y(series.ticks(level.price));
        const index = series.index(level.start_ns);
        const from = index < 0 ? scale.plot.x : Math.max(scale.plot.x, scale.x(index) + scale.barWidth / 2);
        context.beginPath();
        context.moveTo(from, y);
        context.lineTo(right, y);
        context.stroke();
        labels.add(y, level.side === 'high' ? 'UB\u2191' : 'UB\u2193', palette.level, 8);
    }
    context.restore();
}

/// Entry, stop and target of open positions.
export function drawPositions(context, scale, series, positions, left, right, palette, tag) {
    for (const position of positions) {
        const side = position.direction === 'LONG' ? '\u25b2' : '\u25bc';
        const lines = [
            [position.entry, palette.entry, `${side} ${position.quantity} entry`, []],
            [position.stop, palette.stop, '\u2715 stop', [4, 3]],
            [position.target, palette.target, '\u25ce target', [4, 3]],
        ];
        for (const [price, colour, text, dash] of lines) {
            if (price === null || price === undefined) continue;
            const y = Math.round(scale.y(series.ticks(price))) + 0.5;
            if (y < scale.plot.y || y > scale.plot.y + scale.plot.height) continue;
            context.strokeStyle = colour;
            context.setLineDash(dash);
            context.lineWidth = 1;
            context.beginPath();
            context.moveTo(left, y);
            context.lineTo(right, y);
            context.stroke();
            context.setLineDash([]);
            tag(y, price, colour, text);
        }
    }
}

/// Signals at their bars, below for long and above for short: a filled triangle for each approved one, and one hollow
/// one, with their number, for all that were refused. Of systems on other bars only those approved.
/// Returns where each was drawn, for clicks.
export function drawSignals(context, scale, series, signals, first, last, palette, edge) {
    const hits = [];
    const places = new Map();
    for (const signal of signals) {
        const exact = series.index(signal.start_ns);
        const index = exact < 0 && signal.approved ? series.containing(signal.start_ns) : exact;
        if (index < first || index > last || index < 0) continue;
        const long = signal.direction === 'LONG';
        const key = long ? index + 0.5 : index;
        let place = places.get(key);
        if (!place) places.set(key, place = { index, long, approved: [], refused: [] });
        place[signal.approved ? 'approved' : 'refused'].push(signal);
    }
    const size = scale.barWidth < 8 ? 3 : 5;
    context.font = `9px ${palette.font}`;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    for (const place of places.values()) {
        const { index, long, approved, refused } = place;
        const x = scale.x(index) + scale.barWidth / 2;
        let y = edge(index, long ? -1 : 1) + (long ? 9 : -9);
        const marks = approved.slice(0, MOST_MARKS).map((signal) => ({ signal, filled: true }));
        if (refused.length && scale.barWidth >= 5) marks.push({ signal: refused[0], count: refused.length });
        for (const mark of marks) {
            if (y > scale.plot.y + 4 && y < scale.plot.y + scale.plot.height - 4) {
                triangle(context, x, y, size, long, mark, palette);
                hits.push({ x, y, size: size + 3, signal: mark.signal });
            }
            y += (long ? 1 : -1) * (size * 2 + 3);
        }
    }
    return hits;
}

function triangle(context, x, y, size, long, { filled, count }, palette) {
    const tip = long ? -size : size;
    context.beginPath();
    context.moveTo(x, y + tip);
    context.lineTo(x - size, y - tip * 0.8);
    context.lineTo(x + size, y - tip * 0.8);
    context.closePath();
    context.lineWidth = 1.2;
    context.strokeStyle = filled ? palette.bg : palette.muted;
    if (filled) {
        context.fillStyle = long ? palette.buy : palette.sell;
        context.fill();
    }
    context.stroke();
    if (!(count > 1) || size < 5) return;
    context.fillStyle = palette.muted;
    context.fillText(String(count), x + size + 3, y);
}
