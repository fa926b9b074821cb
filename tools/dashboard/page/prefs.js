// What this browser remembers of how the page is used. A browser without storage forgets.

const KEY = 'pitwire';

export class Prefs {
    constructor(storage) {
        this.storage = storage;
        this.values = {};
        try { this.values = JSON.parse(storage?.getItem(KEY) ?? '{}') ?? {}; } catch { /* unreadable */ }
    }

    get(name, otherwise) { return name in this.values ? this.values[name] : otherwise; }

    set(name, value) {
        this.values[name] = value;
        try { this.storage?.setItem(KEY, JSON.stringify(this.values)); } catch { /* full or forbidden */ }
    }
}

/// The browser's storage, or nothing where it is switched off.
export function browserStorage() {
    try { return window.localStorage; } catch { return null; }
}
