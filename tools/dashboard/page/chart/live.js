// What changes while a bar develops: the bar itself, the profile, lines of now, signals, positions, the last price.

import { price } from '../format.js';
import { drawTag } from './axis.js';
import { drawCandles } from './candles.js';
import { within } from './layers.js';
import { drawLevels, drawPositions, drawSignals, drawVWAPNow } from './lines.js';
import { drawPanes } from './panes.js';
import { Labels, drawProfile } from './profile.js';
import { clamp } from './scale.js';

const TAG_GAP = 18;

export class LiveLayer {
    constructor(view) {
        this.view = view;
        this.labels = new Labels();
        this.hits = [];
    }

    draw(layer) {
        const { view, labels } = this;
        const { scale, series, palette, data, options } = view;
        const context = layer.begin();
        const right = view.box.width - view.axis;
        const all = { x: 0, y: 0, width: right, height: scale.plot.height };
        const index = series.bars.length;
        const { first, last } = scale.range(series.count);
        if (series.live && last >= index) this.drawDeveloping(context, index);
        labels.clear();
        within(context, all, () => {
            if (view.profileArea.width) drawProfile(context, scale, series, data.profile, view.profileArea, palette, labels);
            if (options.levels) drawLevels(context, scale, series, data.levels, right, palette, labels);
            const edge = Math.max(0, Math.min(right, scale.x(index - 0.5)));
            if (options.vwap) drawVWAPNow(context, scale, edge, right, data.vwap, series.tick, palette, labels);
        });
        within(context, scale.plot, () => {
            this.hits = options.signals ? drawSignals(context, scale, series, data.signals, first, last, palette, (i, side) => view.footprints.edge(i, side)) : [];
        });
        labels.draw(context, right, 0, scale.plot.height, palette);
        const tags = [];
        drawPositions(context, scale, series, data.positions, 0, right, palette, (y, value, colour, text) => tags.push({ y, value, colour, text }));
        const held = this.drawLast(context, right);
        apart(tags, TAG_GAP, held);
        for (const tag of tags) {
            drawTag(context, view, tag.y, price(tag.value, view.decimals), tag.colour);
            this.note(context, tag);
        }
    }

    drawDeveloping(context, index) {
        const { view } = this;
        const { scale, series, palette } = view;
        within(context, scale.plot, () => {
            if (view.footprints.mode === 'candles') drawCandles(context, scale, series, index, index, palette);
            else view.footprints.draw(context, index, index);
        });
        within(context, view.paneBox(), () => {
            context.font = `10px ${palette.font}`;
            drawPanes(context, view.panes, scale, series, index, index, view.paneScales, palette, 34);
        });
    }

    /// What a tagged line is, at its left end.
    note(context, { y, colour, text }) {
        const { palette } = this.view;
        context.font = `600 10px ${palette.font}`;
        context.textAlign = 'left';
        context.textBaseline = 'middle';
        const width = context.measureText(text).width + 8;
        context.fillStyle = palette.bg;
        context.fillRect(4, y - 8, width, 16);
        context.strokeStyle = colour;
        context.setLineDash([]);
        context.lineWidth = 1;
        context.strokeRect(4.5, y - 7.5, width - 1, 15);
        context.fillStyle = colour;
        context.fillText(text, 8, y + 0.5);
    }

    drawLast(context, right) {
        const { scale, series, palette, data, decimals } = this.view;
        const last = series.at(series.count - 1);
        const value = data.tick?.price ?? last?.close;
        if (value === undefined || !last) return null;
        const y = Math.round(scale.y(series.ticks(value))) + 0.5;
        const rising = last.close >= last.open;
        const colour = rising ? palette.buy : palette.sell;
        if (y > 0 && y < scale.plot.height) {
            context.strokeStyle = colour;
            context.lineWidth = 1;
            context.setLineDash([2, 2]);
            context.beginPath();
            context.moveTo(0, y);
            context.lineTo(right, y);
            context.stroke();
            context.setLineDash([]);
        }
        const at = clamp(y, 9, scale.plot.height - 9);
        drawTag(context, this.view, at, price(value, decimals), colour);
        return at;
    }
}

/// Moves tags that would cover each other, or the one at `fixed`, the shortest way apart.
function apart(tags, gap, fixed) {
    const taken = fixed === null ? [] : [fixed];
    for (const tag of tags) {
        const free = (y) => taken.every((other) => Math.abs(other - y) >= gap);
        for (let step = 0; step < 8 * gap; step++) {
            const found = [tag.y + step, tag.y - step].find(free);
            if (found === undefined) continue;
            tag.y = found;
            break;
        }
        taken.push(tag.y);
    }
}
