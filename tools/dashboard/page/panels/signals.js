// Signals, approved and refused, newest first; each opens its explanation.

import { Keyed, button, el, field, mark, show } from '../dom.js';
import { millis, percent, price, words } from '../format.js';
import { Panel } from '../panel.js';

const SYSTEMS = ['', 'orderflow', 'momentum', 'sef', 'auction', 'convergence'];
const SHOWN = [['all', 'all'], ['approved', 'approved'], ['refused', 'refused']];

export class SignalsPanel extends Panel {
    constructor(app) {
        super(app, 'signals', 'Signals', ['signals']);
        this.wanted = app.prefs.get('signals', 'all');
        this.choice = el('select', { 'aria-label': 'Which signals', onchange: () => this.choose() }, ...SHOWN.map(([value, text]) => el('option', { value }, text)));
        this.choice.value = this.wanted;
        this.system = el('select', { 'aria-label': 'Of which system', onchange: () => this.touch() }, ...SYSTEMS.map((name) => el('option', { value: name }, name || 'all systems')));
        this.count = el('span', { class: 'muted' });
        this.end.append(this.count, this.system, this.choice);
        this.body.classList.add('scroll', 'flush');
        this.none = el('p', { class: 'empty' }, 'No signal yet. Patterns are judged when a footprint bar closes.');
        this.list = el('div', {});
        this.body.append(this.none, this.list);
        this.rows = new Keyed(this.list, (s) => s.id, (s) => this.make(s), (row, s) => this.update(row, s));
        app.restyled.push(() => this.rows.refresh());
    }

    choose() {
        this.wanted = this.choice.value;
        this.app.prefs.set('signals', this.wanted);
        this.touch();
    }

    render({ signals }) {
        const system = this.system.value;
        const shown = signals.filter((s) => (!system || s.system === system) && (this.wanted === 'all' || s.approved === (this.wanted === 'approved')));
        this.none.hidden = shown.length > 0;
        this.count.textContent = signals.length ? `✓ ${shown.filter((s) => s.approved).length}/${shown.length}` : '';
        this.rows.show(shown.slice(0, 120));
    }

    make(signal) {
        const f = {};
        for (const name of ['direction', 'pattern', 'event_time', 'approved', 'reason', 'price', 'confidence', 'entry', 'stop', 'target']) f[name] = field(`signal.${name}`);
        f.direction.classList.add('side');
        f.pattern.classList.add('name');
        f.event_time.classList.add('time');
        const bracket = el('span', {}, f.entry, f.stop, ' ', f.target);
        const node = button('', () => this.app.explain(signal.id), { class: 'signal', title: 'Explain' });
        node.append(f.direction, f.pattern, f.event_time, el('span', { class: 'why' }, f.approved, f.price, bracket, f.reason));
        return { node, f, bracket };
    }

    update({ node, f, bracket }, s) {
        const units = this.units(s.symbol);
        mark(node, 'data-key', s.id);
        mark(node, 'data-approved', String(Boolean(s.approved)));
        show(f.direction, s.direction, s.direction === 'LONG' ? '▲' : '▼');
        mark(f.direction, 'data-sign', s.direction === 'LONG' ? 'up' : 'down');
        mark(f.direction, 'aria-label', s.direction);
        show(f.pattern, s.pattern ?? s.key, `${words(s.pattern || s.key || s.rule).toLowerCase()}${s.system && s.system !== 'orderflow' ? ` · ${s.system}` : ''}`);
        show(f.event_time, s.event_time_ns, this.app.clock.minute(millis(s.event_time_ns)));
        show(f.approved, s.approved, s.approved ? '✓ approved' : '✕ refused');
        f.approved.className = 'value verdict';
        mark(f.approved, 'data-verdict', s.approved ? 'approved' : 'rejected');
        show(f.price, s.price, price(s.price, units.price));
        show(f.reason, s.reason, s.approved ? [s.regime && words(s.regime).toLowerCase(), typeof s.confidence === 'number' && percent(s.confidence, 0)].filter(Boolean).join(' ') : words(s.reason));
        bracket.hidden = !s.approved || typeof s.stop !== 'number';
        show(f.entry, s.entry, '');
        show(f.stop, s.stop, `stop ${price(s.stop, units.price)}`);
        show(f.target, s.target, `tgt ${price(s.target, units.price)}`);
        show(f.confidence, s.confidence, percent(s.confidence, 0));
    }
}
