// Decisions of every system, taken or not, by system and verdict.

import { el } from '../dom.js';
import { millis, words } from '../format.js';
import { AskedPanel } from '../panel.js';
import { Table } from './table.js';
import { direction } from './trades.js';

const SYSTEMS = ['', 'orderflow', 'momentum', 'sef', 'auction', 'convergence'];
const VERDICTS = ['', 'approved', 'rejected', 'alert', 'event', 'blocked'];

export class DecisionsPanel extends AskedPanel {
    constructor(app) {
        super(app, 'decisions', 'Decisions', '/api/decisions', { systems: SYSTEMS });
        const choice = (label, values, all) => el('select', { 'aria-label': label, onchange: () => this.forget() }, ...values.map((value) => el('option', { value }, value || all)));
        this.system = choice('System', SYSTEMS, 'all systems');
        this.verdict = choice('Verdict', VERDICTS, 'all verdicts');
        this.none = el('p', { class: 'empty' }, 'No such decision yet.');
        this.table = new Table('decision', [
            { name: 'event_time', label: 'Time', text: (d) => app.clock.second(millis(d.event_time_ns)), value: (d) => d.event_time_ns, left: true },
            { name: 'id', label: 'Decision', text: (d) => d.id, left: true },
            { name: 'system', label: 'System', text: (d) => d.system, left: true },
            { name: 'rule', label: 'Rule', text: (d) => words(d.rule) + (d.key ? ` · ${words(d.key).toLowerCase()}` : ''), left: true, long: true },
            { name: 'direction', label: 'Side', text: (d) => direction(d.direction), left: true },
            { name: 'verdict', label: 'Verdict', text: (d) => verdictText(d.verdict), left: true },
            { name: 'reason', label: 'Reason', text: (d) => words(d.reason), left: true },
            { name: 'summary', label: 'What', text: (d) => d.summary ?? '', left: true, long: true },
        ], (d) => d.id, { open: (d) => app.explain(d.id) });
        this.body.classList.add('flush');
        this.body.prepend(el('div', { class: 'filters' }, this.system, this.verdict, el('span', { class: 'muted' }, 'a row opens its explanation')));
        this.content.append(this.none, this.table.root);
        app.restyled.push(() => this.table.refresh());
    }

    query() { return { limit: 100, system: this.system.value, verdict: this.verdict.value }; }

    render({ decisions }) {
        this.none.hidden = decisions.length > 0;
        this.table.root.hidden = decisions.length === 0;
        this.table.show(decisions);
    }
}

/// A verdict with a mark, not by colour alone.
export const verdictText = (verdict) => `${{ approved: '✓', rejected: '✕', alert: '!', blocked: '⊘' }[verdict] ?? '·'} ${verdict ?? ''}`;
