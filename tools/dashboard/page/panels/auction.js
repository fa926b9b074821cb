// The auction's widgets: market state, the nearest low volume node, aggressive flow, and the session.

import { el, field, mark, pair, show } from '../dom.js';
import { defined, exact, millis, number, price, words } from '../format.js';
import { AskedPanel } from '../panel.js';

/// How strong momentum is, in the playbook's words.
export function strength(momentum) {
    if (!defined(momentum)) return '–';
    const size = Math.abs(momentum);
    return `${size > 0.5 ? 'strong' : size > 0.2 ? 'moderate' : 'weak'} ${momentum > 0 ? '↑' : momentum < 0 ? '↓' : '→'}`;
}

export class AuctionPanel extends AskedPanel {
    constructor(app) {
        super(app, 'auction', 'Auction', '/api/market', { systems: ['auction'], topics: ['closed'] });
        const f = this.f = { state: field('market.state', 'big state'), distance: field('market.distance_pct'), momentum: field('market.momentum'), strength: el('span', { class: 'muted' }), time: field('market.time', 'muted') };
        const card = (title, ...parts) => el('div', { class: 'card' }, el('h3', {}, title), ...parts);
        this.parts = { lvn_alert: el('div', {}), aggressive_flow: el('div', { class: 'flow' }), session: el('div', {}) };
        this.lines = el('ul', { class: 'lines' });
        this.lineCard = card('As text', this.lines);
        this.content.append(el('div', { class: 'cards' },
            card('Market state', f.state, pair('Distance from POC', f.distance), pair('Momentum', el('span', {}, f.strength, ' ', f.momentum)), pair('At', f.time)),
            card('Low volume node', this.parts.lvn_alert), card('Aggressive flow', this.parts.aggressive_flow), card('Session', this.parts.session), this.lineCard));
    }

    render(m) {
        const { f } = this;
        show(f.state, m.state, words(m.state));
        mark(f.state, 'data-state', m.state);
        show(f.distance, m.distance_pct, defined(m.distance_pct) ? `${number(m.distance_pct, 2)}\u202f%` : '–');
        show(f.momentum, m.momentum, number(m.momentum, 2));
        f.strength.textContent = strength(m.momentum);
        show(f.time, m.time_ns, m.time_ns ? this.app.clock.second(millis(m.time_ns)) : '–');
        for (const name of Object.keys(this.parts)) this.part(name, m[name]);
        const score = typeof m.aggressive_flow === 'object' ? m.aggressive_flow?.score : m.aggressive_flow;
        mark(this.parts.aggressive_flow, 'data-heat', !defined(score) || score < 40 ? 'low' : score < 70 ? 'mid' : 'high');
        const lines = m.widgets ?? [];
        this.lineCard.hidden = lines.length === 0;
        this.lines.replaceChildren(...lines.map((line) => el('li', {}, line)));
    }

    /// A widget's values by their names, whatever they are.
    part(name, value) {
        const root = this.parts[name];
        if (value === null || value === undefined) return root.replaceChildren(el('span', { class: 'muted' }, 'nothing to tell yet'));
        if (typeof value !== 'object') {
            const only = field(`market.${name}`, 'big');
            show(only, value, words(value));
            return root.replaceChildren(only);
        }
        return root.replaceChildren(...Object.entries(value).filter(([key]) => !key.endsWith('_ns')).map(([key, one]) => {
            const node = field(`market.${name}.${key}`);
            show(node, exact(one), this.text(key, one));
            return pair(words(key), node);
        }));
    }

    text(key, value) {
        if (value === true) return '✓ yes';
        if (value === false) return 'no';
        if (value === null) return '–';
        if (typeof value !== 'number') return `${{ BUY: '▲ ', SELL: '▼ ', UP: '↑ ', DOWN: '↓ ' }[value] ?? ''}${words(value)}`;
        if (/pct/.test(key)) return `${number(value, 3, 1)}\u202f%`;
        return /price|lvn$/.test(key) ? price(value, this.units().price) : number(value, 4, 0);
    }
}
