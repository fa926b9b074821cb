// The account's figures: overall, today, and by pattern, regime and system.

import { el } from '../dom.js';
import { number, percent, words } from '../format.js';
import { AskedPanel } from '../panel.js';
import { arrowed } from './session.js';
import { Table } from './table.js';

const figure = (digits) => (name) => (m) => number(m[name], digits);

/// Columns of metrics, for the account and for backtests.
export const metricColumns = (label) => [
    { name: 'name', label, text: (m) => words(m.name), left: true, long: true },
    { name: 'trades', label: 'Trades', text: figure(0)('trades') },
    { name: 'wins', label: 'Won', text: figure(0)('wins') },
    { name: 'losses', label: 'Lost', text: figure(0)('losses') },
    { name: 'win_rate', label: 'Win rate', text: (m) => percent(m.win_rate) },
    { name: 'average_rr', label: 'R:R', text: figure(2)('average_rr') },
    { name: 'profit_factor', label: 'Factor', text: figure(2)('profit_factor') },
    { name: 'expectancy_r', label: 'Expect., R', text: figure(2)('expectancy_r') },
    { name: 'max_drawdown', label: 'Drawdown', text: (m) => percent(m.max_drawdown, 2) },
    { name: 'sharpe', label: 'Sharpe', text: figure(2)('sharpe') },
    { name: 'profit', label: 'Profit, $', text: (m) => arrowed(m.profit), signed: true },
];

const GROUPS = [['by_system', 'System'], ['by_pattern', 'Pattern'], ['by_regime', 'Regime']];

export class StatisticsPanel extends AskedPanel {
    constructor(app) {
        super(app, 'statistics', 'Statistics', '/api/statistics', { topics: ['stats', 'trades'] });
        this.main = new Table('statistics', metricColumns('Account'), (m) => m.name);
        this.groups = GROUPS.map(([name, label]) => [name, new Table(`statistics.${name}`, metricColumns(label), (m) => m.name)]);
        this.body.classList.add('flush');
        this.content.append(this.main.root, ...this.groups.map(([, table]) => table.root), el('p', { class: 'empty' }, 'Trades on paper say how the rules behaved on this tape with these fills, and nothing about tomorrow.'));
    }

    render(s) {
        this.main.show([{ ...s.overall, name: 'overall' }, { ...s.today, name: 'today' }]);
        for (const [name, table] of this.groups) {
            const rows = Object.entries(s[name] ?? {}).map(([key, metrics]) => ({ ...metrics, name: key }));
            table.root.hidden = rows.length === 0;
            table.show(rows);
        }
    }
}
