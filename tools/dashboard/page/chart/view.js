// The chart: what is seen of the series, and which of its layers must be drawn again. The closed bars,
// the developing bar with the profile and live lines, and the crosshair are layers of their own.

import { decimalsOf } from '../format.js';
import { AXIS_HEIGHT, axisWidth, drawGrid, drawPaneNames } from './axis.js';
import { drawCandles } from './candles.js';
import { Crosshair } from './crosshair.js';
import { FootprintLayer } from './footprints.js';
import { Layer, within } from './layers.js';
import { drawVWAP } from './lines.js';
import { LiveLayer } from './live.js';
import { Palette } from './palette.js';
import { PANES, drawPanes, paneScales } from './panes.js';
import { Scale, clamp } from './scale.js';
import { Series } from './series.js';

const NARROWEST = 1.2;
const WIDEST = 240;
const AHEAD = 0.35;
const MOST_BARS = 16_000;

export class ChartView {
    constructor(root, loop, clock) {
        Object.assign(this, { root, loop, clock });
        this.series = new Series();
        this.scale = new Scale();
        this.palette = new Palette();
        this.layers = ['closed', 'live', 'cross'].map((name) => new Layer(root, name));
        this.footprints = new FootprintLayer(this);
        this.live = new LiveLayer(this);
        this.crosshair = new Crosshair(this);
        this.options = { profile: true, vwap: true, levels: true, signals: true, rows: 0 };
        this.data = { profile: null, vwap: null, levels: [], positions: [], signals: [], tick: null };
        this.following = true;
        this.auto = true;
        this.panes = [];
        this.decimals = 2;
        this.axis = 60;
        this.box = { width: 0, height: 0 };
        this.onmove = null;
        this.onseen = null;
        loop.job('chart-closed', () => this.drawClosed());
        loop.job('chart-live', () => this.drawLive());
        loop.job('chart-cross', () => this.crosshair.draw(this.layers[2]));
        new ResizeObserver(() => this.resize()).observe(root);
    }

    resize() {
        const { width, height } = this.root.getBoundingClientRect();
        if (width < 10 || height < 10) return;
        const ratio = window.devicePixelRatio || 1;
        this.box = { width: Math.floor(width), height: Math.floor(height) };
        this.ratio = ratio;
        for (const layer of this.layers) layer.size(this.box.width, this.box.height, ratio);
        this.arrange();
        this.redraw();
    }

    /// Where plot, profile and panes lie.
    arrange() {
        const { width, height } = this.box;
        const top = this.data.tick?.price ?? this.series.at(this.series.count - 1)?.high ?? 0;
        this.axis = Math.max(52, axisWidth(this.layers[0].context, this.palette, this.decimals, top));
        const inner = width - this.axis;
        const profile = this.options.profile && inner > 300 ? clamp(Math.round(inner * 0.12), 60, 150) : 0;
        let left = height - AXIS_HEIGHT;
        this.panes = [];
        for (const pane of PANES.toReversed()) {
            const size = height < 260 && pane.name !== 'delta' ? 0 : Math.round(clamp(height * pane.share, Math.min(pane.least, height * 0.14), 110));
            if (size === 0) continue;
            left -= size;
            this.panes.unshift({ ...pane, y: left, height: size, x: 0, width: inner - profile });
        }
        this.scale.plot = { x: 0, y: 0, width: inner - profile, height: Math.max(20, left - 1) };
        this.profileArea = { x: inner - profile, y: 0, width: profile };
    }

    redraw() { this.loop.touch('chart-closed'); }

    /// Another theme, zone or option: everything is drawn anew.
    restyle() {
        this.palette.read();
        if (!this.box.width) return;
        this.arrange();
        this.redraw();
    }

    /// Shows what a snapshot brought; returns whether it went on from what was there.
    reset(symbol, period, closed, live) {
        const watched = symbol ? `${symbol.symbol}/${period}` : null;
        const again = watched !== null && watched === this.watched;
        this.watched = watched ?? this.watched;
        if (again && this.series.join(closed, live)) {
            if (this.following) this.scale.right = this.series.count + AHEAD;
            this.redraw();
            return true;
        }
        this.decimals = decimalsOf(symbol);
        this.sizeDecimals = symbol?.size_decimals ?? 0;
        this.series.clear(symbol?.tick_size ?? 0.01);
        this.series.replace(closed, live);
        this.following = true;
        this.auto = true;
        this.scale.right = this.series.count + AHEAD;
        this.footprints.forget();
        this.crosshair.clear();
        if (this.box.width) this.arrange();
        this.redraw();
        return false;
    }

    bar(bar) {
        const grew = this.series.close(bar);
        if (grew && this.following) this.scale.right += 1;
        if (this.following && this.series.bars.length > MOST_BARS) {
            this.series.drop(MOST_BARS / 4);
            this.scale.right -= MOST_BARS / 4;
            this.crosshair.shift(-MOST_BARS / 4);
        }
        this.redraw();
    }

    develop(bar) {
        const from = this.series.live;
        const before = this.series.count;
        this.series.develop(bar);
        if (this.series.count > before && this.following) this.scale.right += 1;
        const out = this.auto && !(from && from.start_ns === bar.start_ns && this.holds(bar));
        this.loop.touch(out || this.series.count !== before ? 'chart-closed' : 'chart-live');
    }

    /// Whether a price range is in view.
    holds(bar) {
        const { plot } = this.scale;
        return this.scale.y(this.series.ticks(bar.high)) > plot.y + 6 && this.scale.y(this.series.ticks(bar.low)) < plot.y + plot.height - 6;
    }

    older(bars) {
        const added = this.series.prepend(bars);
        if (added === 0) return 0;
        this.scale.right += added;
        this.crosshair.shift(added);
        this.redraw();
        return added;
    }

    set(name, value) {
        const same = name === 'tick' && this.data.tick?.price === value?.price;
        this.data[name] = value;
        if (same) return;
        this.loop.touch(name === 'signals' || name === 'levels' ? 'chart-closed' : 'chart-live');
    }

    pan(bars, ticks = 0) {
        const { count } = this.series;
        const seen = this.scale.plot.width / this.scale.barWidth;
        this.scale.right = clamp(this.scale.right + bars, Math.min(2, count), count + Math.max(AHEAD, seen * 0.6));
        this.following = this.scale.right >= count;
        if (ticks !== 0) {
            this.auto = false;
            this.scale.centre += ticks;
        }
        this.moved();
    }

    /// Zooms time about the pixel `x`, or about the newest bar.
    zoom(factor, x = null) {
        const { scale } = this;
        const anchor = x === null ? scale.right : scale.index(x);
        const width = clamp(scale.barWidth * factor, NARROWEST, WIDEST);
        scale.right = anchor + (scale.right - anchor) * scale.barWidth / width;
        scale.barWidth = width;
        if (this.following) scale.right = Math.max(scale.right, this.series.count + AHEAD);
        this.moved();
    }

    zoomPrice(factor) {
        this.auto = false;
        this.scale.pixelsPerTick = clamp(this.scale.pixelsPerTick * factor, 1e-6, 400);
        this.moved();
    }

    latest() {
        this.following = true;
        this.auto = true;
        this.scale.right = this.series.count + AHEAD;
        this.moved();
    }

    oldest() {
        this.following = false;
        this.scale.right = Math.min(this.series.count, this.scale.plot.width / this.scale.barWidth);
        this.moved();
    }

    moved() {
        this.redraw();
        this.onmove?.();
    }

    /// Chooses the price scale for what is seen.
    fit(first, last) {
        if (!this.auto || last < first) return;
        const { low, high } = this.series.columns;
        let least = Infinity, most = -Infinity;
        for (let i = first; i <= last; i++) {
            if (low[i] < least) least = low[i];
            if (high[i] > most) most = high[i];
        }
        if (Number.isFinite(least)) this.scale.fit(least - 0.5, most + 0.5, (pixels) => this.footprints.quantum(pixels));
    }

    drawClosed() {
        if (!this.box.width) return;
        const { scale, series, palette } = this;
        const { first, last } = scale.range(series.count);
        this.fit(first, last);
        const context = this.layers[0].begin();
        drawGrid(context, this);
        this.paneScales = paneScales(series, first, last);
        const closed = Math.min(last, series.bars.length - 1);
        if (closed >= first) {
            within(context, scale.plot, () => {
                if (this.footprints.mode === 'candles') drawCandles(context, scale, series, first, closed, palette);
                else this.footprints.draw(context, first, closed);
                if (this.options.vwap) drawVWAP(context, scale, series, first, closed, palette);
            });
            within(context, this.paneBox(), () => {
                context.font = `10px ${palette.font}`;
                drawPanes(context, this.panes, scale, series, first, closed, this.paneScales, palette, 34);
            });
        }
        drawPaneNames(context, this, this.paneScales);
        if (this.footprints.unfinished) this.redraw();
        this.onseen?.(first, last);
        this.drawLive();
        this.crosshair.draw(this.layers[2]);
    }

    paneBox() {
        const top = this.panes[0]?.y ?? this.box.height;
        return { x: 0, y: top, width: this.scale.plot.width, height: Math.max(0, this.box.height - AXIS_HEIGHT - top) };
    }

    drawLive() {
        if (this.box.width && this.paneScales) this.live.draw(this.layers[1]);
    }
}
