// Keys that work everywhere but in fields and dialogs.

const FIELDS = new Set(['INPUT', 'SELECT', 'TEXTAREA']);

export function listenKeys(app) {
    const { layout, top } = app;
    const panel = (name) => app.panels.get(name);
    const actions = {
        '?': () => app.help(),
        s: () => document.getElementById('symbol').focus(),
        c: () => document.getElementById('chart-canvas').focus(),
        g: () => layout.open('signals', true),
        b: () => layout.docks[0].chosen?.tab.focus(),
        h: () => { if (!panel('session').buttons.halt.disabled) panel('session').halt(); },
        r: () => { if (!panel('session').buttons.resume.disabled) panel('session').resume(); },
        t: () => app.nextTheme(),
        m: () => top.soundChanged(app.announce.toggle()),
        ',': () => app.stepPeriod(-1),
        '.': () => app.stepPeriod(1),
    };
    document.addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
        if (FIELDS.has(event.target.tagName) || document.querySelector('dialog[open]')) return;
        const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
        const symbol = /^[1-9]$/.test(name) ? app.symbols()[Number(name) - 1] : null;
        if (!symbol && !actions[name]) return;
        event.preventDefault();
        if (symbol) app.watch({ symbol }); else actions[name]();
    });
}
