// Bars seen from afar: candles, or lines when a bar is narrower than three pixels. Whole pixels and
// plain rectangles: a path of a thousand of them costs more to fill than the rectangles.

export function drawCandles(context, scale, series, first, last, palette) {
    const { open, high, low, close } = series.columns;
    const width = scale.barWidth >= 3 ? Math.max(1, Math.round(scale.barWidth * 0.7)) : 1;
    const stem = Math.floor(width / 2);
    for (const rising of [true, false]) {
        context.fillStyle = rising ? palette.buy : palette.sell;
        for (let i = first; i <= last; i++) {
            if ((close[i] >= open[i]) !== rising) continue;
            const x = Math.round(scale.x(i) + (scale.barWidth - width) / 2);
            const top = Math.round(scale.y(high[i])), bottom = Math.round(scale.y(low[i]));
            if (width < 3) {
                context.fillRect(x + stem, top, 1, Math.max(1, bottom - top));
                continue;
            }
            const upper = Math.round(scale.y(Math.max(open[i], close[i]))), lower = Math.round(scale.y(Math.min(open[i], close[i])));
            const height = Math.max(1, lower - upper);
            context.fillRect(x + stem, top, 1, upper - top);
            context.fillRect(x + stem, lower, 1, bottom - lower);
            if (rising && width >= 5 && height >= 3) outline(context, x, upper, width, height);
            else context.fillRect(x, upper, width, height);
        }
    }
}

/// A rising candle is hollow: its direction is seen without colour.
function outline(context, x, y, width, height) {
    context.fillRect(x, y, width, 1);
    context.fillRect(x, y + height - 1, width, 1);
    context.fillRect(x, y, 1, height);
    context.fillRect(x + width - 1, y, 1, height);
}

/// The sliver left of a footprint: its range, and its body from open to close.
export function drawSliver(context, scale, series, index, palette) {
    const { open, high, low, close } = series.columns;
    const x = Math.round(scale.x(index)) + 2;
    const half = scale.pixelsPerTick / 2;
    const rising = close[index] >= open[index];
    context.fillStyle = rising ? palette.buy : palette.sell;
    const top = Math.round(scale.y(high[index]) - half), bottom = Math.round(scale.y(low[index]) + half);
    context.fillRect(x + 1, top, 1, bottom - top);
    const upper = Math.round(scale.y(Math.max(open[index], close[index]))), lower = Math.round(scale.y(Math.min(open[index], close[index])));
    context.fillRect(x, upper, 3, Math.max(2, lower - upper));
    if (rising && lower - upper > 4) {
        context.fillStyle = palette.bg;
        context.fillRect(x + 1, upper + 1, 1, lower - upper - 2);
    }
}
