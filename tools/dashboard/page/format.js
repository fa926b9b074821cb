// Numbers, prices and instants as people read them. Pure: no document, no clock.

const MINUS = '\u2212';
const NONE = '\u2013';

/// Whether `value` is a number that can be shown.
export const defined = (value) => typeof value === 'number' && Number.isFinite(value);

/// The exact text of a value, for tests and copying: what the engine's JSON said.
export function exact(value) {
    if (value === null || value === undefined) return '';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const grouped = new Map();

function grouping(least, most) {
    const key = least * 32 + most;
    let format = grouped.get(key);
    if (!format) {
        format = new Intl.NumberFormat('en-US', {
            minimumFractionDigits: least, maximumFractionDigits: most,
        });
        grouped.set(key, format);
    }
    return format;
}

/// `value` with thousands grouped and between `least` and `most` decimals.
export function number(value, most = 2, least = most) {
    if (!defined(value)) return NONE;
    const text = grouping(least, most).format(Math.abs(value));
    return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/// `value` with a sign even when above zero.
export function signed(value, most = 2, least = most) {
    if (!defined(value)) return NONE;
    return (value > 0 ? '+' : '') + number(value, most, least);
}

/// Dollars with a sign.
export const money = (value) => (defined(value) ? signed(value, 2) : NONE);

/// A share of 1 in percent.
export const percent = (share, digits = 1) =>
    (defined(share) ? number(share * 100, digits) + '\u202f%' : NONE);

/// A price with the decimals of its instrument.
export const price = (value, decimals = 2) => number(value, decimals);

/// A price that may lie between ticks (VWAP, averages): one decimal more where it does.
export function between(value, decimals = 2) {
    if (!defined(value)) return NONE;
    const scale = 10 ** decimals;
    const whole = Math.abs(value * scale - Math.round(value * scale)) < 1e-6;
    return number(value, whole ? decimals : Math.min(decimals + 1, 12));
}

const STEPS = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e4, 'k']];

/// A volume in at most about five characters, for a cell.
export function compact(value) {
    if (!defined(value)) return '';
    const size = Math.abs(value);
    const sign = value < 0 ? MINUS : '';
    if (size === 0) return '0';
    for (const [step, letter] of STEPS) {
        if (size < step) continue;
        const shown = size / (letter === 'k' ? 1e3 : step);
        return sign + (shown < 100 ? shown.toFixed(1) : shown.toFixed(0)) + letter;
    }
    if (size >= 1000 || Number.isInteger(size)) return sign + size.toFixed(0);
    if (size >= 100) return sign + size.toFixed(1);
    if (size >= 0.01) return sign + trimmed(size.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3));
    return size < 0.0005 ? sign + '<.001' : sign + size.toFixed(3);
}

const trimmed = (text) => text.replace(/\.?0+$/, '');

/// The decimals a price of this instrument needs: those of its tick, not of the unit prices are counted in.
export function decimalsOf(symbol) {
    const most = symbol?.price_decimals ?? 2;
    const tick = symbol?.tick_size;
    if (!(tick > 0)) return Math.min(most, 8);
    let decimals = 0;
    for (; decimals < most; decimals++) {
        const steps = tick * 10 ** decimals;
        if (Math.round(steps) >= 1 && Math.abs(steps - Math.round(steps)) < 1e-6) break;
    }
    return decimals;
}

/// A volume in full, with at most the decimals of its instrument.
export const size = (value, decimals = 0) => number(value, decimals, 0);

/// `volume_decline` as `volume decline`.
export const words = (name) => (name ? String(name).replaceAll('_', ' ') : NONE);

/// Milliseconds since 1970 of an instant in nanoseconds as text.
export const millis = (ns) => (ns ? Number(ns.length > 6 ? ns.slice(0, -6) : 0) : NaN);

/// A span in seconds as `12 s`, `3 min`, `2 h 05`.
export function span(seconds) {
    if (!defined(seconds)) return NONE;
    const s = Math.max(0, Math.round(seconds));
    if (s < 90) return `${s} s`;
    if (s < 5400) return `${Math.round(s / 60)} min`;
    if (s < 172800) return `${Math.floor(s / 3600)} h ${pad(Math.floor(s / 60) % 60)}`;
    return `${Math.round(s / 86400)} d`;
}

const pad = (value) => (value < 10 ? '0' : '') + value;
export { NONE, MINUS, pad };
