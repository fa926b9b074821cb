// Before the first paint: the theme this browser chose, so that nothing flashes.
(() => {
    let wanted = 'system';
    try { wanted = JSON.parse(localStorage.getItem('pitwire') ?? '{}').theme ?? 'system'; } catch { /* no storage */ }
    const dark = !matchMedia('(prefers-color-scheme: light)').matches;
    document.documentElement.dataset.theme = wanted === 'system' ? (dark ? 'dark' : 'light') : wanted;
})();
