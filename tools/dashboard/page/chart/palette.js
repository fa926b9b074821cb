// The chart's colours, read from the stylesheet once per theme, and shades made of them.

const NAMES = ['bg', 'panel', 'line', 'grid', 'text', 'muted', 'faint', 'buy', 'sell', 'buy-soft', 'sell-soft', 'poc', 'vwap', 'value-area', 'node', 'level', 'entry', 'stop', 'target', 'accent'];
const SHADES = 9;

export class Palette {
    constructor() { this.read(); }

    read() {
        const style = getComputedStyle(document.documentElement);
        for (const name of NAMES) this[camel(name)] = style.getPropertyValue(`--${name}`).trim();
        this.buyShades = shades(this.bg, this.buy);
        this.sellShades = shades(this.bg, this.sell);
        this.neutralShades = shades(this.bg, this.muted);
        this.font = style.getPropertyValue('--font-chart').trim() || 'sans-serif';
        this.number = (this.number ?? 0) + 1;
    }

    /// A shade of `side` (above zero buy, below sell) at `share` of full strength.
    shade(side, share) {
        const table = side > 0 ? this.buyShades : side < 0 ? this.sellShades : this.neutralShades;
        return table[Math.max(0, Math.min(SHADES - 1, Math.round(share * (SHADES - 1))))];
    }
}

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

function shades(from, to) {
    const a = rgb(from), b = rgb(to);
    return Array.from({ length: SHADES }, (_, i) => {
        const share = 0.05 + 0.55 * (i / (SHADES - 1));
        return `rgb(${a.map((v, k) => Math.round(v + (b[k] - v) * share)).join(',')})`;
    });
}

/// `#rrggbb` as three numbers.
function rgb(text) {
    const value = parseInt(text.slice(1), 16);
    return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
