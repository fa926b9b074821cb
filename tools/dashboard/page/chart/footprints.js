// Footprints at the zoom of the moment: cells with numbers, heat, or nothing (candles take over).

import { drawSliver } from './candles.js';
import { CHUNK, CellPainter } from './cells.js';
import { merge } from './scale.js';

const TEXT_WIDTH = 54;
const HEAT_WIDTH = 9;
const LEAST_TEXT = 10;
const MOST_TEXT = 19;
const LEAST_HEAT = 3;
const BUDGET = 3.5;
const AT_LEAST = 2;

export class FootprintLayer {
    constructor(view) {
        this.view = view;
        this.painter = new CellPainter();
        this.live = new CellPainter();
        this.unfinished = false;
    }

    forget() {
        this.painter = new CellPainter();
        this.live = new CellPainter();
    }

    get rowTicks() {
        const { series } = this.view;
        return (series.live ?? series.bars[series.bars.length - 1])?.row_ticks || 1;
    }

    get hasRows() {
        const { series } = this.view;
        return Boolean((series.bars[series.bars.length - 1] ?? series.live)?.row_ticks);
    }

    get mode() {
        const width = this.view.scale.barWidth;
        if (width < HEAT_WIDTH || !this.hasRows) return 'candles';
        return width < TEXT_WIDTH ? 'heat' : 'text';
    }

    /// How many rows one cell holds.
    rows(pixelsPerTick = this.view.scale.pixelsPerTick) {
        const wanted = this.view.options.rows;
        if (wanted > 0) return wanted;
        return merge(pixelsPerTick * this.rowTicks + 1e-9, this.mode === 'text' ? LEAST_TEXT : LEAST_HEAT);
    }

    /// The nearest scale, not above the wanted one, at which cells are whole device pixels high.
    quantum(pixelsPerTick) {
        if (this.mode !== 'text') return pixelsPerTick;
        const ratio = this.view.ratio || 1;
        const fixed = this.view.options.rows;
        const unit = this.rowTicks * (fixed > 0 ? fixed : this.rows(pixelsPerTick));
        const height = Math.min(MOST_TEXT, Math.max(LEAST_TEXT, pixelsPerTick * unit));
        return Math.floor(height * ratio + 1e-6) / ratio / unit;
    }

    style(painter) {
        const { view } = this;
        const unit = this.rowTicks * this.rows();
        const height = view.scale.pixelsPerTick * unit;
        const width = Math.floor(view.scale.barWidth);
        const points = height >= 15 && width >= 80 ? 11 : height >= 12 && width >= 62 ? 10 : 9;
        painter.style({
            unit, height, width, tick: view.series.tick, ratio: view.ratio,
            theme: view.palette.number, font: `${points}px ${view.palette.font}`,
        });
        return { unit, height };
    }

    draw(context, first, last) {
        const { view } = this;
        const { scale, series, palette } = view;
        const developing = first === series.bars.length;
        const painter = developing ? this.live : this.painter;
        const { unit, height } = this.style(painter);
        const top = (key) => scale.y((key + 1) * unit - 0.5);
        if (!developing) this.unfinished = false;
        if (this.mode === 'heat') {
            for (let i = first; i <= last; i++) this.heat(context, painter, i, top, height);
            return;
        }
        const whole = Math.abs(height * view.ratio - Math.round(height * view.ratio)) < 0.01;
        if (developing) painter.keepOnly(series.at(first));
        if (!whole) {
            for (let i = first; i <= last; i++) this.direct(context, painter, i, top, unit);
            return;
        }
        const until = performance.now() + BUDGET;
        let made = 0;
        const budget = () => developing || made++ < AT_LEAST || performance.now() < until;
        for (let i = last; i >= first; i--) this.copied(context, painter, i, unit, height, budget);
    }

    /// The lower (`-1`) or upper edge of what a bar shows, in pixels.
    edge(index, side) {
        const { scale, series } = this.view;
        const c = series.columns;
        if (this.mode === 'candles') return scale.y(side < 0 ? c.low[index] : c.high[index]);
        const unit = this.rowTicks * this.rows();
        return side < 0 ? scale.y(Math.floor(c.low[index] / unit) * unit - 0.5) : scale.y((Math.floor(c.high[index] / unit) + 1) * unit - 0.5);
    }

    heat(context, painter, index, top, height) {
        const { scale, palette, series } = this.view;
        drawSliver(context, scale, series, index, palette);
        painter.heat(context, series.at(index), scale.x(index) + 6, scale.barWidth - 8, top, height, palette);
    }

    keys(unit) {
        const { scale } = this.view;
        return {
            low: Math.floor(scale.ticks(scale.plot.y + scale.plot.height) / unit) - 1,
            high: Math.ceil(scale.ticks(scale.plot.y) / unit) + 1,
        };
    }

    direct(context, painter, index, top, unit) {
        const { scale, palette, series } = this.view;
        const { low, high } = this.keys(unit);
        drawSliver(context, scale, series, index, palette);
        painter.paint(context, series.at(index), low, high, Math.round(scale.x(index)), (key) => Math.round(top(key)), palette);
    }

    copied(context, painter, index, unit, height, budget) {
        const { scale, palette, series, ratio } = this.view;
        const bar = series.at(index);
        const { low, high } = this.keys(unit);
        const c = series.columns;
        const from = Math.max(Math.floor(low / CHUNK), Math.floor(Math.floor(c.low[index] / unit) / CHUNK));
        const to = Math.min(Math.floor(high / CHUNK), Math.floor(Math.floor(c.high[index] / unit) / CHUNK));
        const snap = (value) => Math.round(value * ratio) / ratio;
        drawSliver(context, scale, series, index, palette);
        for (let chunk = from; chunk <= to; chunk++) {
            const image = painter.image(bar, chunk, palette, budget);
            if (!image) {
                this.unfinished = true;
                continue;
            }
            context.drawImage(image, snap(scale.x(index)), snap(scale.y((chunk + 1) * CHUNK * unit - 0.5)), image.width / ratio, image.height / ratio);
        }
    }
}
