// Crosshair with exact values: lines on a layer of its own; the numbers go to a readout beside the chart.

import { price } from '../format.js';
import { drawTag, AXIS_HEIGHT } from './axis.js';

export class Crosshair {
    constructor(view) {
        this.view = view;
        this.at = null;
        this.onchange = null;
    }

    /// Points at a pixel.
    point(x, y) {
        const { scale } = this.view;
        this.at = { index: Math.floor(scale.index(x)), ticks: Math.round(scale.ticks(y)), y, free: y <= scale.plot.height };
        this.changed();
    }

    /// Points at a bar, from the keyboard; `ticks` up or down from where it was.
    step(bars, ticks) {
        const { series, scale } = this.view;
        const last = series.count - 1;
        if (last < 0) return;
        const index = Math.min(last, Math.max(0, (this.at?.index ?? last + (bars < 0 ? 1 : 0)) + bars));
        const unit = this.view.footprints.rowTicks * this.view.footprints.rows();
        const at = (this.at?.ticks ?? series.columns.close[index]) + ticks * unit;
        this.at = { index, ticks: at, y: scale.y(at), free: true };
        const shown = scale.range(series.count);
        if (index < shown.first + 1) this.view.pan(index - shown.first - 1);
        if (index > shown.last - 1) this.view.pan(Math.min(index - shown.last + 1, series.count - scale.right));
        this.changed();
    }

    shift(bars) { if (this.at) this.at.index += bars; }

    clear() {
        if (!this.at) return;
        this.at = null;
        this.changed();
    }

    changed() {
        this.view.loop.touch('chart-cross');
        this.onchange?.();
    }

    /// The bar and the row under it, or the newest bar.
    reading() {
        const { series, footprints } = this.view;
        const index = this.at ? this.at.index : series.count - 1;
        const bar = series.at(index);
        if (!bar) return null;
        const unit = (bar.row_ticks || footprints.rowTicks);
        const row = this.at?.free ? bar.rows?.find((one) => Math.floor(series.ticks(one.price) / unit) === Math.floor(this.at.ticks / unit)) : null;
        return { index, bar, row: row ?? null, price: this.at?.free ? this.at.ticks * series.tick : null };
    }

    draw(layer) {
        if (!this.at) return layer.wipe();
        const { view } = this;
        const { scale, palette, series, box, axis, clock } = view;
        const context = layer.begin();
        const x = Math.round(scale.x(this.at.index) + scale.barWidth / 2) + 0.5;
        const y = Math.round(this.at.free ? scale.y(this.at.ticks) : this.at.y) + 0.5;
        context.strokeStyle = palette.muted;
        context.setLineDash([3, 3]);
        context.beginPath();
        context.moveTo(x, 0);
        context.lineTo(x, box.height - AXIS_HEIGHT);
        context.moveTo(0, y);
        context.lineTo(box.width - axis, y);
        context.stroke();
        context.setLineDash([]);
        if (this.at.free) drawTag(context, view, y, price(this.at.ticks * series.tick, view.decimals), palette.text, palette.bg);
        const bar = series.at(this.at.index);
        if (bar) this.time(context, x, series.columns.time[this.at.index], clock, palette, box, axis);
        return undefined;
    }

    time(context, x, ms, clock, palette, box, axis) {
        const text = clock.full(ms);
        context.font = `600 11px ${palette.font}`;
        const width = context.measureText(text).width + 14;
        const left = Math.min(box.width - axis - width, Math.max(0, x - width / 2));
        context.fillStyle = palette.text;
        context.fillRect(left, box.height - AXIS_HEIGHT + 1, width, AXIS_HEIGHT - 1);
        context.fillStyle = palette.bg;
        context.textAlign = 'left';
        context.textBaseline = 'middle';
        context.fillText(text, left + 7, box.height - AXIS_HEIGHT / 2 + 1);
    }
}
