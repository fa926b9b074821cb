// The WebSocket: connects, watches one instrument, and connects again for as long as the page lives.

const PING = 15_000;
const SILENCE = 40_000;
const FIRST = 500;
const LONGEST = 15_000;

/// Milliseconds before attempt `n` (from 1): doubling to 15 s, and a random half of it off.
export function backoff(attempt, random = Math.random) {
    const full = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt - 1, 10));
    return full / 2 + random() * full / 2;
}

export class Socket {
    /// `place()` gives `{engine, symbol, period}`; `message(object)`; `state(link)` at each change.
    constructor(place, message, state) {
        Object.assign(this, { place, message, state });
        this.link = { name: 'connecting', since: Date.now(), attempt: 0, retryAt: null, reason: '' };
        setInterval(() => this.beat(), PING);
        window.addEventListener('online', () => this.now());
    }

    open() {
        this.held = false;
        clearTimeout(this.timer);
        this.drop();
        const query = new URLSearchParams(Object.entries(this.place()).filter(([, value]) => value));
        const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
        const socket = new WebSocket(`${scheme}://${location.host}/ws?${query}`);
        this.socket = socket;
        this.heard = Date.now();
        socket.onmessage = (event) => this.take(socket, event.data);
        socket.onclose = (event) => this.lost(socket, event);
        socket.onopen = () => { this.heard = Date.now(); };
    }

    take(socket, text) {
        if (socket !== this.socket) return;
        this.heard = Date.now();
        if (this.link.name !== 'live') this.change({ name: 'live', since: Date.now(), attempt: 0, retryAt: null, reason: '' });
        this.message(text);
    }

    lost(socket, event) {
        if (socket !== this.socket) return;
        this.socket = null;
        const attempt = this.link.attempt + 1;
        const wait = backoff(attempt);
        const since = this.link.name === 'live' ? Date.now() : this.link.since;
        const reason = event?.code === 1013 ? 'this page read too slowly' : event?.reason || '';
        this.change({ name: 'reconnecting', since, attempt, retryAt: this.held ? null : Date.now() + wait, reason });
        if (!this.held) this.timer = setTimeout(() => this.open(), wait);
    }

    /// Waits until `open`, while a person is asked for the token.
    hold() {
        this.held = true;
        clearTimeout(this.timer);
    }

    /// Tries at once, without waiting for the next attempt.
    now() { if (this.link.name !== 'live') this.open(); }

    drop() {
        const old = this.socket;
        this.socket = null;
        old?.close();
    }

    beat() {
        if (!this.socket) return;
        if (Date.now() - this.heard > SILENCE) {
            const silent = this.socket;
            silent.close();
            this.lost(silent, { reason: 'nothing heard for 40 s' });
        } else {
            this.send('ping');
        }
    }

    send(type, data) {
        if (this.socket?.readyState !== WebSocket.OPEN) return false;
        this.socket.send(JSON.stringify(data ? { type, data } : { type }));
        return true;
    }

    /// Asks for another instrument or period; over a lost connection the next one asks.
    watch() {
        const wanted = Object.fromEntries(Object.entries(this.place()).filter(([, value]) => value));
        if (!this.send('watch', wanted)) this.now();
    }

    change(link) {
        this.link = link;
        this.state(link);
    }
}
