// The session's profile beside the price: volume by row from the right, buyers' part darker, the value
// area marked, POC, VAH, VAL, nodes and naked POCs named.

import { merge } from './scale.js';

const cellsOf = new WeakMap();

export function drawProfile(context, scale, series, profile, area, palette, labels) {
    if (!profile || !profile.rows?.length) return;
    const tick = series.tick;
    const rowTicks = profile.row_ticks || 1;
    const unit = rowTicks * merge(rowTicks * scale.pixelsPerTick, 2);
    const height = Math.max(1, unit * scale.pixelsPerTick - (unit * scale.pixelsPerTick > 4 ? 1 : 0));
    const cells = merged(profile, tick, unit);
    let most = 0;
    for (const cell of cells.values()) if (cell.volume > most) most = cell.volume;
    const inside = (ticks) => ticks + unit > profile.val / tick && ticks <= profile.vah / tick + 0.5;
    for (const cell of cells.values()) {
        const y = scale.y(cell.ticks + unit - 0.5);
        if (y + height < scale.plot.y || y > scale.plot.y + scale.plot.height) continue;
        const width = cell.volume / most * area.width;
        const ask = cell.volume > 0 ? width * cell.ask / cell.volume : 0;
        const strength = inside(cell.ticks) ? 0.75 : 0.3;
        context.fillStyle = palette.shade(-1, strength);
        context.fillRect(area.x + area.width - width, y, width, height);
        context.fillStyle = palette.shade(1, strength);
        context.fillRect(area.x + area.width - width, y, ask, height);
    }
    marks(context, scale, profile, tick, rowTicks, area, palette, labels);
}

function merged(profile, tick, unit) {
    const found = cellsOf.get(profile);
    if (found?.unit === unit) return found.map;
    const map = new Map();
    for (const row of profile.rows) {
        const key = Math.floor(Math.round(row.price / tick) / unit);
        let cell = map.get(key);
        if (!cell) map.set(key, cell = { ticks: key * unit, volume: 0, ask: 0 });
        cell.volume += row.volume;
        cell.ask += row.ask;
    }
    cellsOf.set(profile, { unit, map });
    return map;
}

function marks(context, scale, profile, tick, rowTicks, area, palette, labels) {
    const right = area.x + area.width;
    const y = (price) => scale.y(Math.round(price / tick) + (rowTicks - 1) / 2);
    const line = (price, from, colour, dash, text, rank, width = 1) => {
        if (price === null || price === undefined) return;
        const at = Math.round(y(price)) + 0.5;
        if (at < scale.plot.y || at > scale.plot.y + scale.plot.height) return;
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.setLineDash(dash);
        context.globalAlpha = 0.55;
        context.beginPath();
        context.moveTo(from, at);
        context.lineTo(right, at);
        context.stroke();
        context.globalAlpha = 1;
        labels.add(at, text, colour, rank);
    };
    context.save();
    line(profile.poc, scale.plot.x, palette.poc, [], 'POC', 0);
    line(profile.vah, scale.plot.x, palette.valueArea, [8, 4], 'VAH', 1);
    line(profile.val, scale.plot.x, palette.valueArea, [8, 4], 'VAL', 2);
    for (const price of profile.hvns ?? []) line(price, right - area.width * 0.6, palette.node, [], 'HVN', 9);
    for (const price of profile.lvns ?? []) line(price, right - area.width * 0.6, palette.node, [2, 2], 'LVN', 9);
    for (const one of profile.naked_pocs ?? []) line(one.price, scale.plot.x, palette.poc, [2, 6], 'nPOC', 7);
    context.restore();
}

/// Names at the right edge of the plot; of names that would overlap the one of the lower rank stays.
export class Labels {
    constructor() { this.all = []; }
    clear() { this.all.length = 0; }
    add(y, text, colour, rank) { this.all.push({ y, text, colour, rank }); }

    draw(context, right, top, bottom, palette) {
        const taken = [];
        context.textAlign = 'right';
        context.textBaseline = 'middle';
        context.font = `600 9.5px ${palette.font}`;
        context.lineWidth = 3;
        context.strokeStyle = palette.bg;
        for (const label of this.all.sort((a, b) => a.rank - b.rank)) {
            if (label.y < top + 5 || label.y > bottom - 5) continue;
            if (taken.some((y) => Math.abs(y - label.y) < 10)) continue;
            taken.push(label.y);
            context.strokeText(label.text, right - 2, label.y - 6);
            context.fillStyle = label.colour;
            context.fillText(label.text, right - 2, label.y - 6);
        }
    }
}
