// Grid, labels of price and time, the names of the panes, and tags on the price axis.

import { compact, price } from '../format.js';
import { priceLines, timeMarks } from './scale.js';

export const AXIS_HEIGHT = 20;

/// Width the price labels need.
export function axisWidth(context, palette, decimals, highest) {
    context.font = `11px ${palette.font}`;
    return Math.ceil(context.measureText(price(highest, decimals)).width) + 16;
}

export function drawGrid(context, view) {
    const { scale, palette, series, box, panes, decimals } = view;
    const { plot } = scale;
    const right = box.width - view.axis;
    context.fillStyle = palette.bg;
    context.fillRect(0, 0, box.width, box.height);
    context.font = `11px ${palette.font}`;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    for (const ticks of series.count ? priceLines(scale, 44) : []) {
        const y = Math.round(scale.y(ticks));
        context.fillStyle = palette.grid;
        context.fillRect(0, y, right, 1);
        context.fillStyle = palette.muted;
        if (y > 7 && y < plot.y + plot.height - 5) context.fillText(price(ticks * series.tick, decimals), right + 7, y);
    }
    drawTimes(context, view, right);
    context.fillStyle = palette.line;
    for (const pane of panes) context.fillRect(0, pane.y - 1, box.width, 1);
    context.fillRect(0, box.height - AXIS_HEIGHT, box.width, 1);
    context.fillRect(right, 0, 1, box.height);
}

function drawTimes(context, view, right) {
    const { scale, palette, series, box, clock } = view;
    const { first, last } = scale.range(series.count);
    if (last < first) return;
    const times = series.columns.time;
    context.textAlign = 'center';
    for (const mark of timeMarks(times, first, last, scale.barWidth, clock, 74)) {
        const x = Math.round(scale.x(mark.index) + scale.barWidth / 2);
        if (x > right - 20 || x < 20) continue;
        context.fillStyle = mark.day ? palette.line : palette.grid;
        context.fillRect(mark.day ? Math.round(scale.x(mark.index)) : x, 0, 1, box.height - AXIS_HEIGHT);
        context.fillStyle = mark.day ? palette.text : palette.muted;
        context.fillText(mark.day ? clock.day(times[mark.index]) : clock.minute(times[mark.index]), x, box.height - AXIS_HEIGHT / 2 + 1);
    }
}

/// What each pane shows and its greatest value.
export function drawPaneNames(context, view, scales) {
    const { palette, panes, box, axis } = view;
    context.font = `10px ${palette.font}`;
    context.textBaseline = 'top';
    for (const pane of panes) {
        context.textAlign = 'left';
        context.strokeStyle = palette.bg;
        context.lineWidth = 3;
        context.strokeText(pane.label, 6, pane.y + 3);
        context.fillStyle = palette.muted;
        context.fillText(pane.label, 6, pane.y + 3);
        const most = pane.name === 'cvd' ? scales.high : scales[pane.name];
        context.fillText(compact(most), box.width - axis + 7, pane.y + 3);
        if (pane.name === 'volume') continue;
        const least = pane.name === 'cvd' ? scales.low : -scales.delta;
        if (pane.height > 30) {
            context.textBaseline = 'bottom';
            context.fillText(compact(least), box.width - axis + 7, pane.y + pane.height - 2);
            context.textBaseline = 'top';
        }
    }
}

/// A filled tag on the price axis.
export function drawTag(context, view, y, text, colour, ink) {
    const { box, axis, palette, scale } = view;
    if (y < -8 || y > scale.plot.y + scale.plot.height + 8) return;
    context.fillStyle = colour;
    context.fillRect(box.width - axis + 1, y - 9, axis - 1, 18);
    context.fillStyle = ink ?? palette.bg;
    context.font = `600 11px ${palette.font}`;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillText(text, box.width - axis + 7, y + 0.5);
}
