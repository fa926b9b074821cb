// A curve of equity over time, with its lowest, highest and last value.

import { el, mark } from '../dom.js';
import { millis, number } from '../format.js';

export class Curve {
    constructor(app) {
        this.app = app;
        this.points = [];
        this.root = el('canvas', { class: 'curve', role: 'img', 'data-field': 'backtest.equity', 'data-value': '0' });
        new ResizeObserver(() => this.draw()).observe(this.root);
    }

    /// The day of a point, or its name.
    when(point) {
        const ns = point.time_ns ?? point.ts_ns;
        return ns ? this.app.clock.date(millis(ns)).slice(0, 10) : point.label ?? '';
    }

    /// `points`: `{time_ns, equity}` or `{label, equity}`, oldest first.
    show(points, start) {
        this.points = points;
        this.start = start;
        this.root.hidden = points.length === 0;
        mark(this.root, 'data-value', String(points.length));
        if (points.length) mark(this.root, 'aria-label', `Equity from ${number(points[0].equity, 2)} to ${number(points[points.length - 1].equity, 2)} over ${points.length} points`);
        this.draw();
    }

    draw() {
        const { points, root } = this;
        const width = root.clientWidth, height = root.clientHeight;
        if (!points.length || width < 20) return;
        const ratio = window.devicePixelRatio || 1;
        root.width = width * ratio;
        root.height = height * ratio;
        const context = root.getContext('2d');
        context.scale(ratio, ratio);
        const values = points.map((point) => Number(point.equity));
        const low = Math.min(...values, this.start ?? Infinity), high = Math.max(...values, this.start ?? -Infinity);
        const x = (i) => 4 + i / Math.max(1, values.length - 1) * (width - 96);
        const y = (value) => 8 + (high - value) / (high - low || 1) * (height - 30);
        this.frame(context, width, height, low, high, y);
        context.strokeStyle = this.colour('accent');
        context.lineWidth = 1.5;
        context.beginPath();
        values.forEach((value, i) => (i ? context.lineTo(x(i), y(value)) : context.moveTo(x(i), y(value))));
        context.stroke();
    }

    colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(); }

    frame(context, width, height, low, high, y) {
        const { points, start } = this;
        context.font = `10px ${this.colour('font-chart')}`;
        context.fillStyle = this.colour('muted');
        context.textBaseline = 'middle';
        context.fillText(number(high, 2), width - 86, y(high) + 2);
        context.fillText(number(low, 2), width - 86, y(low) - 2);
        if (typeof start === 'number') {
            context.fillStyle = this.colour('line');
            context.fillRect(4, Math.round(y(start)), width - 96, 1);
        }
        context.fillStyle = this.colour('muted');
        context.fillText(this.when(points[0]), 4, height - 8);
        context.textAlign = 'right';
        context.fillText(this.when(points[points.length - 1]), width - 92, height - 8);
        context.textAlign = 'left';
    }
}
