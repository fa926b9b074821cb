// Wall clock of a time zone, cheap enough for a thousand labels a frame: the zone's distance from
// UTC is asked once an hour of the past and remembered.

import { pad } from './format.js';

export const ZONES = { ny: 'America/New_York', utc: 'UTC', local: undefined };

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const QUARTER = 900_000;

export class Clock {
    constructor(zone = 'ny') { this.use(zone); }

    use(zone) {
        this.zone = zone in ZONES ? zone : 'ny';
        this.offsets = new Map();
        this.parts = new Intl.DateTimeFormat('en-US', {
            timeZone: ZONES[this.zone], hourCycle: 'h23', year: 'numeric', month: 'numeric',
            day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
        });
    }

    /// Milliseconds to add to UTC at `ms`.
    offset(ms) {
        if (this.zone === 'utc') return 0;
        const slot = Math.floor(ms / QUARTER);
        let offset = this.offsets.get(slot);
        if (offset === undefined) {
            const at = slot * QUARTER;
            const p = {};
            for (const part of this.parts.formatToParts(at)) p[part.type] = Number(part.value);
            offset = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - at;
            this.offsets.set(slot, offset);
        }
        return offset;
    }

    shifted(ms) { return new Date(ms + this.offset(ms)); }

    /// `09:35`.
    minute(ms) {
        if (!Number.isFinite(ms)) return '\u2013';
        const at = this.shifted(ms);
        return `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`;
    }

    /// `09:35:12`.
    second(ms) {
        if (!Number.isFinite(ms)) return '\u2013';
        return `${this.minute(ms)}:${pad(this.shifted(ms).getUTCSeconds())}`;
    }

    /// `Fri 20 Nov`.
    day(ms) {
        const at = this.shifted(ms);
        return `${DAYS[at.getUTCDay()]} ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
    }

    /// `Fri 20 Nov 09:35:12`.
    full(ms) { return Number.isFinite(ms) ? `${this.day(ms)} ${this.second(ms)}` : '\u2013'; }

    /// `2026-11-20 09:35`.
    date(ms) {
        if (!Number.isFinite(ms)) return '\u2013';
        const at = this.shifted(ms);
        return `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())} ${this.minute(ms)}`;
    }

    /// Which day `ms` lies on, as a number that grows by one.
    dayNumber(ms) { return Math.floor((ms + this.offset(ms)) / 86_400_000); }

    /// Minutes since the day's midnight.
    minuteOfDay(ms) {
        const at = ms + this.offset(ms);
        return Math.floor((at - Math.floor(at / 86_400_000) * 86_400_000) / 60_000);
    }
}
