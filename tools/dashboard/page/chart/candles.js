// Bars seen from afar: candles, or lines when a bar is narrower than three pixels.

export function drawCandles(context, scale, series, first, last, palette) {
    const { open, high, low, close } = series.columns;
    const width = scale.barWidth >= 3 ? Math.max(1, Math.round(scale.barWidth * 0.7)) : 1;
    for (const rising of [true, false]) {
        context.fillStyle = rising ? palette.buy : palette.sell;
        context.beginPath();
        for (let i = first; i <= last; i++) {
            if ((close[i] >= open[i]) !== rising) continue;
            const x = Math.round(scale.x(i) + (scale.barWidth - width) / 2);
            const middle = x + Math.floor(width / 2);
            const top = scale.y(high[i]), bottom = scale.y(low[i]);
            const upper = scale.y(Math.max(open[i], close[i])), lower = scale.y(Math.min(open[i], close[i]));
            if (rising && width >= 5) {
                context.rect(middle, top, 1, upper - top);
                context.rect(middle, lower, 1, bottom - lower);
                outline(context, x, upper, width, Math.max(1, lower - upper));
            } else {
                context.rect(middle, top, 1, Math.max(1, bottom - top));
                if (width >= 3) context.rect(x, upper, width, Math.max(1, lower - upper));
            }
        }
        context.fill();
    }
}

/// A rising candle is hollow: its direction is seen without colour.
function outline(context, x, y, width, height) {
    if (height < 3) return context.rect(x, y, width, height);
    context.rect(x, y, width, 1);
    context.rect(x, y + height - 1, width, 1);
    context.rect(x, y, 1, height);
    context.rect(x + width - 1, y, 1, height);
    return undefined;
}

/// The sliver left of a footprint: its range, and its body from open to close.
export function drawSliver(context, scale, series, index, palette) {
    const { open, high, low, close } = series.columns;
    const x = Math.round(scale.x(index)) + 2;
    const half = scale.pixelsPerTick / 2;
    const rising = close[index] >= open[index];
    context.fillStyle = rising ? palette.buy : palette.sell;
    const top = scale.y(high[index]) - half, bottom = scale.y(low[index]) + half;
    context.fillRect(x + 1, top, 1, bottom - top);
    const upper = scale.y(Math.max(open[index], close[index])), lower = scale.y(Math.min(open[index], close[index]));
    context.fillRect(x, upper, 3, Math.max(2, lower - upper));
    if (rising && lower - upper > 4) {
        context.fillStyle = palette.bg;
        context.fillRect(x + 1, upper + 1, 1, lower - upper - 2);
    }
}
