// Volume, delta and cumulative delta under the price: a bar or a step of a line for each bar.

import { compact } from '../format.js';

export const PANES = [
    { name: 'delta', label: 'Delta', share: 0.10, least: 38 },
    { name: 'cvd', label: 'CVD', share: 0.075, least: 30 },
    { name: 'volume', label: 'Volume', share: 0.075, least: 30 },
];

/// The greatest size of each pane over the bars seen, rounded up so that a growing bar seldom changes the scale.
export function paneScales(series, first, last) {
    const { volume, delta, cvd } = series.columns;
    let v = 0, d = 0, low = Infinity, high = -Infinity;
    for (let i = first; i <= last; i++) {
        if (volume[i] > v) v = volume[i];
        const size = Math.abs(delta[i]);
        if (size > d) d = size;
        if (cvd[i] < low) low = cvd[i];
        if (cvd[i] > high) high = cvd[i];
    }
    const span = high > low ? high - low : 1;
    return {
        volume: ceiling(v), delta: ceiling(d),
        low: Number.isFinite(low) ? low - span * 0.08 : 0, high: Number.isFinite(high) ? high + span * 0.08 : 1,
    };
}

function ceiling(value) {
    if (!(value > 0)) return 1;
    const power = 10 ** Math.floor(Math.log10(value));
    return Math.ceil(value / power * 4) / 4 * power;
}

/// Draws bars `first...last` of all panes.
export function drawPanes(context, panes, scale, series, first, last, scales, palette, textWidth) {
    const { volume, delta } = series.columns;
    const gap = scale.barWidth > 6 ? 2 : 0;
    const width = Math.max(1, Math.round(scale.barWidth - gap));
    for (const pane of panes) {
        if (pane.height < 8) continue;
        if (pane.name === 'volume') {
            context.fillStyle = palette.faint;
            for (let i = first; i <= last; i++) {
                const height = Math.round(volume[i] / scales.volume * (pane.height - 3));
                context.fillRect(Math.round(scale.x(i)) + gap / 2, pane.y + pane.height - height, width, height);
            }
            if (width >= textWidth) numbers(context, pane, scale, volume, first, last, palette.text, palette.bg);
        } else if (pane.name === 'delta') {
            drawDelta(context, pane, scale, series, first, last, scales, palette, gap, width);
            if (width >= textWidth) numbers(context, pane, scale, delta, first, last, palette.text, palette.bg);
        } else {
            drawLine(context, pane, scale, series, first, last, scales, palette);
        }
    }
}

function drawDelta(context, pane, scale, series, first, last, scales, palette, gap, width) {
    const { delta } = series.columns;
    const zero = Math.round(pane.y + pane.height / 2);
    const unit = (pane.height / 2 - 3) / scales.delta;
    context.fillStyle = palette.line;
    context.fillRect(scale.x(first), zero, (last - first + 1) * scale.barWidth, 1);
    for (const sign of [1, -1]) {
        context.fillStyle = sign > 0 ? palette.buy : palette.sell;
        for (let i = first; i <= last; i++) {
            if (delta[i] * sign <= 0) continue;
            const height = Math.max(1, Math.round(Math.abs(delta[i]) * unit));
            context.fillRect(Math.round(scale.x(i)) + gap / 2, sign > 0 ? zero - height : zero + 1, width, height);
        }
    }
}

function drawLine(context, pane, scale, series, first, last, scales, palette) {
    const { cvd } = series.columns;
    const y = (value) => pane.y + pane.height - 2 - (value - scales.low) / (scales.high - scales.low) * (pane.height - 4);
    if (scales.low < 0 && scales.high > 0) {
        context.fillStyle = palette.line;
        context.fillRect(scale.x(first), Math.round(y(0)), (last - first + 1) * scale.barWidth, 1);
    }
    context.strokeStyle = palette.accent;
    context.lineWidth = 1.5;
    context.beginPath();
    let drawing = false;
    for (let i = Math.max(0, first - 1); i <= last; i++) {
        const rolled = i > 0 && series.at(i).session !== series.at(i - 1).session;
        if (!Number.isFinite(cvd[i])) { drawing = false; continue; }
        const x = scale.x(i) + scale.barWidth / 2;
        if (drawing && !rolled) context.lineTo(x, y(cvd[i])); else context.moveTo(x, y(cvd[i]));
        drawing = true;
    }
    context.stroke();
}

function numbers(context, pane, scale, values, first, last, colour, halo) {
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineWidth = 3;
    context.strokeStyle = halo;
    context.fillStyle = colour;
    for (let i = first; i <= last; i++) {
        const x = scale.x(i) + scale.barWidth / 2, y = pane.y + pane.height - 8;
        const text = compact(values[i]);
        context.strokeText(text, x, y);
        context.fillText(text, x, y);
    }
}
