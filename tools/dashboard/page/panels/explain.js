// Why a decision fell as it did: every condition with its numbers and whether it held, every value and its meaning.

import { Keyed, el, field, mark, show } from '../dom.js';
import { exact, millis, number, percent, words } from '../format.js';
import { Panel } from '../panel.js';
import { verdictText } from './decisions.js';
import { Table } from './table.js';
import { direction } from './trades.js';

const shown = (value) => (typeof value === 'number' ? number(value, 8, 0) : value === null || value === undefined ? '–' : String(value));

export class ExplainPanel extends Panel {
    constructor(app) {
        super(app, 'explain', 'Explain', []);
        this.none = el('p', { class: 'empty' }, 'Choose a signal or a decision: its conditions appear here, each with the numbers it was decided on.');
        const f = this.f = {};
        for (const name of ['id', 'verdict', 'reason', 'direction', 'summary', 'event_time', 'side_quality', 'inferred_share', 'late', 'lost']) f[name] = field(`explain.${name}`);
        f.id.classList.add('explain-title');
        this.meaning = el('p', { class: 'muted' });
        this.conditions = el('ol', { class: 'conditions', 'aria-label': 'Conditions in the order of testing' });
        this.noConditions = el('p', { class: 'muted' }, 'This rule states what is; it has no conditions.');
        this.table = new Table('explain.value', [
            { name: 'name', label: 'Value', text: (v) => words(v.name), left: true },
            { name: 'value', label: 'Is', text: (v) => v.text ?? shown(v.value) },
            { name: 'meaning', label: 'Meaning', text: (v) => v.meaning ?? '', left: true },
        ], (v) => v.name);
        this.content = el('div', { hidden: true }, el('div', { class: 'explain-head' }, f.id, f.direction, f.verdict, f.reason, f.event_time), f.summary, this.meaning,
            el('div', { class: 'sub' }, 'Conditions'), this.noConditions, this.conditions, el('div', { class: 'sub' }, 'Values'), this.table.root,
            el('div', { class: 'sub' }, 'Data behind it'), el('p', {}, 'sides: ', f.side_quality, ', inferred ', f.inferred_share, ', late ', f.late, ', lost ', f.lost));
        this.body.append(this.none, this.content);
        this.rows = new Keyed(this.conditions, (c) => c.place, () => this.make(), (row, c) => this.update(row, c));
        app.store.on(['snapshot'], () => this.clear());
    }

    clear() {
        this.answer = null;
        this.failure = null;
        this.wanted = null;
        this.touch();
    }

    async open(id) {
        this.wanted = id;
        try {
            const answer = await this.app.api.get(`/api/decisions/${encodeURIComponent(id)}`);
            if (this.wanted !== id) return;
            this.answer = answer;
            this.failure = null;
        } catch (error) {
            if (this.wanted !== id) return;
            this.answer = null;
            this.failure = `${id}: ${error.message}`;
        }
        this.touch();
    }

    render() {
        const { answer, f } = this;
        this.content.hidden = !answer;
        this.none.hidden = Boolean(answer);
        if (this.failure) this.none.textContent = this.failure;
        if (!answer) return;
        for (const name of ['id', 'summary', 'side_quality']) show(f[name], answer[name], shown(answer[name]));
        show(f.verdict, answer.verdict, verdictText(answer.verdict));
        f.verdict.className = 'value verdict';
        mark(f.verdict, 'data-verdict', answer.verdict);
        show(f.reason, answer.reason, words(answer.reason));
        show(f.direction, answer.direction, direction(answer.direction));
        show(f.event_time, answer.event_time_ns, this.app.clock.full(millis(answer.event_time_ns)));
        show(f.inferred_share, answer.inferred_share, percent(answer.inferred_share));
        show(f.late, answer.late, number(answer.late, 0));
        show(f.lost, answer.lost, number(answer.lost, 0));
        this.meaning.textContent = [answer.rule_meaning, answer.system_meaning].filter(Boolean).join(' ');
        const conditions = (answer.conditions ?? []).map((c, place) => ({ ...c, place }));
        this.noConditions.hidden = conditions.length > 0;
        this.rows.show(conditions);
        this.table.root.hidden = !(answer.values?.length > 0);
        this.table.show(Array.isArray(answer.values) ? answer.values : []);
    }

    make() {
        const sign = el('span', { class: 'mark' }), text = el('span', {});
        const f = { left: field('condition.left', 'left'), relation: el('span', { class: 'relation' }), right: field('condition.right'), holds: field('condition.holds', 'sr') };
        return { node: el('li', {}, sign, el('span', {}, text, f.holds), f.left, f.relation, f.right), sign, text, f };
    }

    update({ sign, text, f }, c) {
        sign.textContent = c.holds === true ? '✓' : c.holds === false ? '✕' : '·';
        sign.className = `mark ${c.holds === true ? 'good' : c.holds === false ? 'bad' : 'muted'}`;
        text.textContent = c.text ?? '';
        show(f.left, exact(c.left), shown(c.left));
        f.relation.textContent = c.relation === 'holds' ? '' : { '>=': '≥', '<=': '≤', '!=': '≠' }[c.relation] ?? c.relation ?? '';
        const alone = c.relation === 'holds' || c.right === null;
        show(f.right, exact(c.right), alone ? '' : shown(c.right));
        show(f.holds, c.holds, c.holds === true ? ' holds' : c.holds === false ? ' does not hold' : ' not tested');
    }
}
