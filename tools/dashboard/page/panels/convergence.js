// Sixteen lenses, eight to enter and eight to leave, each lit while it was true within the window.

import { Keyed, el, field, mark, pair, show } from '../dom.js';
import { defined, millis, number, signed, words } from '../format.js';
import { AskedPanel } from '../panel.js';

export class ConvergencePanel extends AskedPanel {
    constructor(app) {
        super(app, 'convergence', 'Convergence', '/api/convergence', { systems: ['convergence'] });
        const f = this.f = {};
        for (const name of ['state', 'entry_count', 'exit_count', 'entry_indicators', 'exit_indicators', 'window', 'exit_divergences', 'divergence_count', 'momentum_24h', 'momentum_category', 'delay_hours', 'exit_due']) f[name] = field(`convergence.${name}`, 'strong');
        this.lists = {};
        const group = (side, title) => {
            this.lists[side] = el('div', { class: 'lenses', role: 'list' });
            this[`${side}Rows`] = new Keyed(this.lists[side], (lens) => lens.name, () => this.make(side), (row, lens) => this.update(row, lens));
            return el('div', {}, el('div', { class: 'sub' }, title, f[`${side}_count`], ' of 8 lit, needs ', f[`${side}_indicators`]), this.lists[side]);
        };
        this.window = el('span', {}, '; lenses count for ', f.window, ' minutes');
        this.due = el('span', {}, '; leaves at ', f.exit_due);
        this.divergences = el('span', {}, '; divergences ', f.divergence_count, ', to leave needs ', f.exit_divergences);
        this.momentum = el('span', {}, '; 24 h momentum ', f.momentum_24h, ' ', f.momentum_category);
        this.delay = el('span', {}, '; delay ', f.delay_hours, ' h');
        this.content.append(el('div', {}, 'State ', f.state, this.window, this.divergences, this.momentum, this.delay, this.due),
            group('entry', 'To enter: '), group('exit', 'To leave: '));
    }

    render(c) {
        const { f } = this;
        show(f.state, c.state, words(c.state));
        for (const name of ['entry_count', 'exit_count', 'entry_indicators', 'exit_indicators', 'exit_divergences', 'window', 'divergence_count', 'delay_hours']) show(f[name], c[name] ?? null, number(c[name], 0));
        show(f.momentum_24h, c.momentum_24h ?? null, defined(c.momentum_24h) ? `${signed(c.momentum_24h, 2)}\u202f%` : '–');
        show(f.momentum_category, c.momentum_category ?? null, c.momentum_category ? words(c.momentum_category) : '');
        show(f.exit_due, c.exit_due_ns ?? null, c.exit_due_ns ? this.app.clock.minute(millis(c.exit_due_ns)) : '–');
        this.window.hidden = !defined(c.window);
        this.due.hidden = !c.exit_due_ns;
        this.divergences.hidden = !defined(c.divergence_count);
        this.momentum.hidden = !defined(c.momentum_24h);
        this.delay.hidden = !defined(c.delay_hours);
        this.entryRows.show(c.entry ?? []);
        this.exitRows.show(c.exit ?? []);
    }

    make(side) {
        const f = { name: el('span', { class: 'name' }), lit: field(`convergence.${side}.lit`, 'sr'), value: field(`convergence.${side}.value`, 'text') };
        return { node: el('div', { class: 'lens', role: 'listitem' }, f.name, f.lit, f.value), f };
    }

    update({ node, f }, lens) {
        mark(node, 'data-key', lens.name);
        mark(node, 'data-lit', String(Boolean(lens.lit)));
        mark(node, 'title', lens.text);
        f.name.textContent = words(lens.name);
        show(f.lit, lens.lit ?? null, lens.lit ? 'lit' : lens.lit === false ? 'not lit' : 'not known yet');
        show(f.value, lens.value ?? null, lens.text ?? (lens.value === null ? '–' : number(lens.value, 4, 0)));
    }
}
