// Which panel lies where: a rail and docks with tabs on a screen, all as tabs on a phone.

import { button, el, mark } from './dom.js';

export class Dock {
    constructor(name) {
        this.name = name;
        this.tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Panels' });
        this.pages = el('div', { class: 'pages' });
        this.root = el('div', { class: 'dock' }, this.tabs, this.pages);
        this.panels = [];
        this.tabs.addEventListener('keydown', (event) => this.key(event));
    }

    fill(panels, chosen) {
        this.panels = panels;
        this.tabs.replaceChildren(...panels.map((panel) => this.tab(panel)));
        this.pages.replaceChildren(...panels.map((panel) => panel.root));
        this.show(panels.find((panel) => panel.name === chosen) ?? panels[0], false);
    }

    tab(panel) {
        panel.tab = button(panel.title, () => this.show(panel), {
            class: 'tab', role: 'tab', id: `tab-${panel.name}`, 'aria-controls': `page-${panel.name}`,
        });
        mark(panel.root, 'role', 'tabpanel');
        mark(panel.root, 'id', `page-${panel.name}`);
        return panel.tab;
    }

    show(chosen, told = true) {
        this.chosen = chosen;
        for (const panel of this.panels) {
            const selected = panel === chosen;
            mark(panel.tab, 'aria-selected', String(selected));
            panel.tab.tabIndex = selected ? 0 : -1;
            panel.root.hidden = !selected;
            panel.seen(selected);
        }
        chosen?.tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        if (told) this.onshow?.(this, chosen);
    }

    key(event) {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const place = (this.panels.indexOf(this.chosen) + step + this.panels.length) % this.panels.length;
        this.show(this.panels[place]);
        this.chosen.tab.focus();
    }
}

export class Layout {
    /// `panels` by name; `order` holds their names for the rail, the first and the second dock.
    constructor(app, panels, order) {
        Object.assign(this, { app, panels, order });
        this.work = document.getElementById('work');
        this.rail = document.getElementById('rail');
        this.holder = document.getElementById('docks');
        this.docks = [new Dock('first'), new Dock('second')];
        for (const dock of this.docks) dock.onshow = (which, panel) => app.prefs.set(`tab-${which.name}`, panel.name);
        this.phone = matchMedia('(max-width: 760px), (max-height: 500px)');
        this.wide = matchMedia('(min-width: 1560px) and (min-height: 501px)');
        for (const query of [this.phone, this.wide]) query.addEventListener('change', () => this.place());
        this.place();
        this.splits();
    }

    place() {
        const of = (names) => names.map((name) => this.panels.get(name));
        const { rail, first, second } = this.order;
        const { phone, wide } = this;
        for (const panel of this.panels.values()) panel.seen(false);
        const inRail = phone.matches ? [] : rail;
        for (const panel of of(inRail)) {
            panel.root.hidden = false;
            panel.root.removeAttribute('role');
        }
        this.rail.replaceChildren(...of(inRail).map((panel) => panel.root));
        const tabs = wide.matches ? first : [...(phone.matches ? rail : []), ...first, ...second];
        const { prefs } = this.app;
        this.docks[0].fill(of(tabs), prefs.get('tab-first', phone.matches ? 'session' : 'trades'));
        this.holder.replaceChildren(this.docks[0].root);
        if (wide.matches) {
            this.docks[1].fill(of(second), prefs.get('tab-second', 'extension'));
            this.holder.append(this.docks[1].root);
        }
        for (const panel of of(inRail)) panel.seen(true);
    }

    /// Brings a panel into view; with `focus` the keyboard goes there too.
    open(name, focus = false) {
        const panel = this.panels.get(name);
        for (const dock of this.docks) if (dock.panels.includes(panel) && dock.root.isConnected) dock.show(panel);
        if (!focus) return;
        const target = panel.root.querySelector('button, select, input, [tabindex="0"]');
        (target ?? panel.tab)?.focus();
    }

    splits() {
        const { prefs } = this.app;
        this.sizes = { rail: prefs.get('rail', 330), dock: prefs.get('dock', null) };
        this.apply();
        this.split('split-rail', 'rail', (event) => window.innerWidth - event.clientX, -1, 'ArrowLeft', 'ArrowRight');
        this.split('split-dock', 'dock', (event) => this.work.getBoundingClientRect().bottom - event.clientY, -1, 'ArrowUp', 'ArrowDown');
    }

    split(id, name, from, _, more, less) {
        const bar = document.getElementById(id);
        const size = (value) => {
            const most = name === 'rail' ? window.innerWidth * 0.5 : this.work.clientHeight * 0.75;
            this.sizes[name] = Math.round(Math.min(most, Math.max(name === 'rail' ? 250 : 60, value)));
            this.apply();
        };
        bar.addEventListener('pointerdown', (event) => {
            bar.setPointerCapture(event.pointerId);
            bar.onpointermove = (move) => size(from(move));
        });
        bar.addEventListener('pointerup', () => {
            bar.onpointermove = null;
            this.app.prefs.set(name, this.sizes[name]);
        });
        bar.addEventListener('keydown', (event) => {
            const step = { [more]: 16, [less]: -16 }[event.key];
            if (!step) return;
            event.preventDefault();
            size((this.sizes[name] ?? this.defaultDock()) + step);
            this.app.prefs.set(name, this.sizes[name]);
        });
    }

    defaultDock() { return Math.round(Math.min(330, Math.max(170, window.innerHeight * 0.25))); }

    apply() {
        this.work.style.setProperty('--rail', `${this.sizes.rail}px`);
        this.work.style.setProperty('--dock', `${this.sizes.dock ?? this.defaultDock()}px`);
        for (const [id, name] of [['split-rail', 'rail'], ['split-dock', 'dock']]) mark(document.getElementById(id), 'aria-valuenow', this.sizes[name] ?? this.defaultDock());
    }
}
