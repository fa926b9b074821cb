// The session: its state, the day's result between both limits, and the buttons that change it.

import { button, el, field, mark, pair, say, show, showSigned } from '../dom.js';
import { defined, money, number, words } from '../format.js';
import { ask } from '../dialogs.js';
import { Panel } from '../panel.js';

/// How far the day's result lies between zero and the limit on its side, 0 to 1.
export function shareOfLimit(pnl, limits) {
    const limit = pnl >= 0 ? limits?.profit_target : limits?.loss_limit;
    if (!defined(pnl) || !defined(limit) || limit === 0) return 0;
    return Math.min(1, Math.abs(pnl / limit));
}

export class SessionPanel extends Panel {
    constructor(app) {
        super(app, 'session', 'Session', ['status', 'link', 'engine']);
        const f = this.f = {};
        for (const name of ['day_pnl', 'realized_pnl', 'unrealized_pnl', 'trades_today', 'position_size', 'profit_target', 'loss_limit', 'state', 'mode', 'session_id', 'halted_reason']) f[name] = field(`status.${name}`);
        f.day_pnl.classList.add('day-pnl');
        this.fill = el('div', { class: 'limits-fill' });
        this.track = el('div', { class: 'limits', role: 'meter', 'aria-label': 'Result of the day between loss limit and profit target' },
            el('div', { class: 'limits-track' }, this.fill), this.zero = el('div', { class: 'limits-zero' }),
            el('div', { class: 'limits-ends' }, el('span', {}, 'loss limit ', f.loss_limit), el('span', {}, 'target ', f.profit_target)));
        this.reason = el('div', { class: 'reason bad', hidden: true }, 'Halted: ', f.halted_reason);
        this.buttons = {
            start: button('Start', () => this.start(), { title: 'Start the session' }), halt: button('Halt', () => this.halt(), { class: 'danger', title: 'Halt trading (H)' }),
            resume: button('Resume', () => this.resume(), { title: 'Resume trading (R)' }), stop: button('Stop', () => this.stop(), { class: 'danger', title: 'Stop the session; flattens' }),
        };
        this.end.append(f.session_id, f.state);
        this.body.append(el('div', { class: 'session-line' }, f.day_pnl, el('span', { class: 'muted' }, 'today, $')), this.track,
            el('div', { class: 'pairs' }, pair('Realised', f.realized_pnl), pair('Open', f.unrealized_pnl), pair('Trades', f.trades_today), pair('Size, most', f.position_size)),
            this.reason, el('div', { class: 'controls', role: 'group', 'aria-label': 'Session' }, ...Object.values(this.buttons)));
    }

    render({ status, link, engine }) {
        const { f, buttons } = this;
        const s = status ?? {};
        for (const name of ['day_pnl', 'realized_pnl', 'unrealized_pnl']) showSigned(f[name], s[name] ?? null, arrowed(s[name]));
        show(f.trades_today, s.trades_today ?? null, number(s.trades_today, 0));
        show(f.position_size, s.position_size ?? null, number(s.position_size, 8, 0));
        show(f.profit_target, s.limits?.profit_target ?? null, money(s.limits?.profit_target));
        show(f.loss_limit, s.limits?.loss_limit ?? null, money(s.limits?.loss_limit));
        show(f.state, s.state ?? null, s.state ?? '–');
        f.state.className = `value badge badge-${(s.state ?? 'none').toLowerCase()}`;
        show(f.session_id, s.session_id ?? null, s.session_id === null || s.session_id === undefined ? '' : String(s.session_id));
        show(f.halted_reason, s.halted_reason ?? null, reasonText(s.halted_reason) + (s.needs_force ? ' – resuming needs force' : ''));
        this.reason.hidden = s.state !== 'HALTED';
        this.bar(s);
        const away = link?.name !== 'live' || (engine && engine.state !== 'live') || !status;
        buttons.start.disabled = away || s.state !== 'STOPPED';
        buttons.halt.disabled = away || s.state !== 'RUNNING';
        buttons.resume.disabled = away || s.state !== 'HALTED';
        buttons.stop.disabled = away || s.state === 'STOPPED';
    }

    bar(s) {
        const share = shareOfLimit(s.day_pnl, s.limits);
        const loss = Math.abs(s.limits?.loss_limit ?? 1) || 1, gain = Math.abs(s.limits?.profit_target ?? 1) || 1;
        const zero = Math.min(0.8, Math.max(0.2, loss / (loss + gain))) * 100;
        const up = (s.day_pnl ?? 0) >= 0;
        mark(this.fill, 'data-side', up ? 'up' : 'down');
        this.zero.style.left = `${zero}%`;
        const width = share * (up ? 100 - zero : zero);
        this.fill.style.left = `${up ? zero : zero - width}%`;
        this.fill.style.width = `${width}%`;
        mark(this.track, 'aria-valuemin', s.limits?.loss_limit ?? -1);
        mark(this.track, 'aria-valuemax', s.limits?.profit_target ?? 1);
        mark(this.track, 'aria-valuenow', s.day_pnl ?? 0);
        mark(this.track, 'aria-valuetext', `${money(s.day_pnl)} dollars, ${Math.round(share * 100)} percent of the ${up ? 'profit target' : 'loss limit'}`);
    }

    send(action, body) {
        return this.app.api.post(`/api/session/${action}`, body).then((status) => {
            if (status?.state) this.app.store.set('status', status);
            this.app.announce.say(`Session ${action}: done`);
        });
    }

    start() {
        const s = this.app.store.state.status ?? {};
        return ask({ title: 'Start the session?', confirm: 'Start', act: () => this.send('start', {}), text: `The systems trade ${s.mode ?? 'paper'}, at most ${number(s.position_size, 8, 0)} a position, until ${money(s.limits?.profit_target)} or ${money(s.limits?.loss_limit)} dollars in the day.` });
    }

    halt() {
        return ask({
            title: 'Halt trading?', confirm: 'Halt', danger: true, text: 'No new orders until it is resumed. Stops and targets of open positions keep working unless they are flattened.',
            fields: [{ name: 'reason', label: 'Reason', hint: 'kept in the log' }, { name: 'flatten', label: 'Flatten open positions now', kind: 'check' }],
            act: ({ reason, flatten }) => this.send('halt', { ...(reason.trim() ? { reason: reason.trim() } : {}), flatten }),
        });
    }

    resume() {
        const s = this.app.store.state.status ?? {};
        return ask({
            title: 'Resume trading?', confirm: 'Resume', text: `Halted: ${reasonText(s.halted_reason)}.`,
            fields: [{ name: 'force', label: 'Even though a limit of the day was reached', kind: 'check', value: false }],
            act: ({ force }) => this.send('resume', { force }),
        });
    }

    stop() {
        return ask({ title: 'Stop the session?', confirm: 'Stop and flatten', danger: true, text: 'Every open position is closed at the market and every order cancelled.', act: () => this.send('stop', {}) });
    }
}

/// The engine's own reasons as words, a person's as it was written.
export const reasonText = (reason) => (/^[a-z_]+$/.test(reason ?? '') ? words(reason) : reason ?? '–');

/// Money with an arrow before it.
export const arrowed = (value) => (defined(value) ? `${value > 0 ? '▲' : value < 0 ? '▼' : '■'} ${money(value)}` : '–');
