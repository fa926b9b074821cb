// One bar as cells of bid x ask, as heat, or as a candle. Cells are drawn once into small images
// (a bar is cut into chunks of rows) and copied from then on; the cache forgets what was not used.

import { compact } from '../format.js';

export const CHUNK = 32;
const KEPT_PIXELS = 14_000_000;

/// A bar's rows merged into cells of `unit` ticks, keyed by `floor(ticks / unit)`.
export function cellsOf(bar, tickSize, unit) {
    const cells = new Map();
    let most = 0;
    for (const row of bar.rows ?? []) {
        const key = Math.floor(Math.round(row.price / tickSize) / unit);
        let cell = cells.get(key);
        if (!cell) {
            cell = { key, bid: 0, ask: 0, neutral: 0, volume: 0, buy: 0, sell: 0, poc: false };
            cells.set(key, cell);
        }
        cell.bid += row.bid;
        cell.ask += row.ask;
        cell.neutral += row.neutral;
        cell.volume += row.volume;
        cell.buy = Math.max(cell.buy, row.buy_stack > 1 ? row.buy_stack : row.buy_imbalance ? 1 : 0);
        cell.sell = Math.max(cell.sell, row.sell_stack > 1 ? row.sell_stack : row.sell_imbalance ? 1 : 0);
        if (row.price === bar.poc) cell.poc = true;
        if (cell.volume > most) most = cell.volume;
    }
    return { cells, most };
}

export class CellPainter {
    constructor() {
        this.images = new Map();
        this.merged = new WeakMap();
        this.pixels = 0;
    }

    /// What images depend on; another style forgets them.
    style(style) {
        const key = `${style.width}|${style.height}|${style.unit}|${style.ratio}|${style.theme}|${style.tick}`;
        if (key !== this.key) {
            this.key = key;
            this.images.clear();
            this.pixels = 0;
            if (this.unit !== style.unit || this.tick !== style.tick) this.merged = new WeakMap();
            this.unit = style.unit;
            this.tick = style.tick;
        }
        this.now = style;
    }

    /// Forgets every image but those of one bar: the developing one is another with each message.
    keepOnly(bar) {
        if (this.images.has(bar)) return;
        this.images.clear();
        this.pixels = 0;
    }

    cells(bar) {
        let found = this.merged.get(bar);
        if (!found) {
            found = cellsOf(bar, this.now.tick, this.now.unit);
            this.merged.set(bar, found);
        }
        return found;
    }

    /// The image of rows `chunk * CHUNK ...` of a closed bar, or `null` when there is no time left to make it.
    image(bar, chunk, palette, budget) {
        let ofBar = this.images.get(bar);
        const found = ofBar?.get(chunk);
        if (found) {
            this.images.delete(bar);
            this.images.set(bar, ofBar);
            return found;
        }
        if (!budget()) return null;
        const { width, height, ratio } = this.now;
        const image = new OffscreenCanvas(Math.ceil(width * ratio), Math.round(CHUNK * height * ratio));
        const context = image.getContext('2d');
        context.scale(ratio, ratio);
        this.paint(context, bar, chunk * CHUNK, (chunk + 1) * CHUNK - 1, 0, (key) => ((chunk + 1) * CHUNK - 1 - key) * height, palette);
        if (!ofBar) this.images.set(bar, ofBar = new Map());
        ofBar.set(chunk, image);
        this.pixels += image.width * image.height;
        while (this.pixels > KEPT_PIXELS && this.images.size > 1) this.forget();
        return image;
    }

    forget() {
        const [bar, chunks] = this.images.entries().next().value;
        for (const image of chunks.values()) this.pixels -= image.width * image.height;
        this.images.delete(bar);
    }

    /// Draws cells `low...high` of a bar with its left edge at `x`; `top(key)` is the upper edge of a cell.
    paint(context, bar, low, high, x, top, palette) {
        const { width, height, font } = this.now;
        const { cells, most } = this.cells(bar);
        const left = x + 8, wide = width - 11, middle = Math.round(left + wide / 2);
        context.textBaseline = 'middle';
        for (const cell of cells.values()) {
            if (cell.key < low || cell.key > high) continue;
            const y = top(cell.key);
            const delta = cell.ask - cell.bid;
            context.fillStyle = palette.shade(delta, most ? 0.5 * cell.volume / most : 0);
            context.fillRect(left, y, wide, height - 1);
            this.marks(context, cell, left, wide, y, height, palette);
            const line = y + (height - 1) / 2 + 0.5;
            this.text(context, cell.bid, middle - 4, line, 'right', cell.sell, palette.sell, palette, font);
            this.text(context, cell.ask, middle + 4, line, 'left', cell.buy, palette.buy, palette, font);
            context.fillStyle = palette.faint;
            context.fillRect(middle, y + 2, 1, height - 5);
            if (cell.poc) {
                context.strokeStyle = palette.poc;
                context.lineWidth = 1;
                context.strokeRect(left + 0.5, y + 0.5, wide - 1, height - 2);
            }
        }
    }

    text(context, volume, x, y, align, imbalance, colour, palette, font) {
        context.font = imbalance ? `700 ${font}` : font;
        context.textAlign = align;
        context.fillStyle = imbalance ? colour : volume === 0 ? palette.muted : palette.text;
        context.fillText(compact(volume), x, y);
    }

    /// Edge marks: a bar for an imbalance, a thick one for a stack, sellers left and buyers right.
    marks(context, cell, left, wide, y, height, palette) {
        if (cell.buy) {
            const edge = cell.buy > 1 ? 4 : 2;
            context.fillStyle = palette.buy;
            context.fillRect(left + wide - edge, y, edge, height - (cell.buy > 1 ? 0 : 1));
        }
        if (cell.sell) {
            const edge = cell.sell > 1 ? 4 : 2;
            context.fillStyle = palette.sell;
            context.fillRect(left, y, edge, height - (cell.sell > 1 ? 0 : 1));
        }
    }

    /// A bar too narrow for text: volume as the length and delta as the colour of each cell.
    heat(context, bar, x, width, y, height, palette) {
        const { cells, most } = this.cells(bar);
        const gap = height >= 4 ? 1 : 0;
        for (const cell of cells.values()) {
            const top = y(cell.key);
            const share = most ? cell.volume / most : 0;
            context.fillStyle = palette.shade(cell.ask - cell.bid, 0.35 + 0.65 * share);
            context.fillRect(x, top, Math.max(1, width * Math.sqrt(share)), Math.max(1, height - gap));
            if (cell.poc) {
                context.fillStyle = palette.poc;
                context.fillRect(x, top, 2, Math.max(1, height - gap));
            }
            if (cell.buy > 1 || cell.sell > 1) {
                context.fillStyle = cell.buy > 1 ? palette.buy : palette.sell;
                context.fillRect(x + width - 2, top, 2, height);
            }
        }
    }
}
