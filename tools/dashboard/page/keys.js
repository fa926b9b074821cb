// Keys that work everywhere but in fields and dialogs.

const FIELDS = new Set(['INPUT', 'SELECT', 'TEXTAREA']);

export function listenKeys(app) {
    const { layout, top } = app;
    const session = (action) => {
        const panel = app.panels.get('session');
        if (panel.buttons[action].disabled) app.announce.say(`Session ${action}: not possible now`); else panel[action]();
    };
    const actions = {
        '?': () => app.help(),
        s: () => document.getElementById('symbol').focus(),
        c: () => document.getElementById('chart-canvas').focus(),
        g: () => layout.open('signals', true),
        b: () => layout.docks[0].chosen?.tab.focus(),
        h: () => session('halt'),
        r: () => session('resume'),
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
