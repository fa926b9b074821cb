// Questions to the gateway over HTTP: JSON in, JSON out, one error type.

export class ApiError extends Error {
    constructor(status, code, text) {
        super(text);
        this.status = status;
        this.code = code;
    }
}

const GLOBAL = /^\/(login|logout|api\/engines|api\/backtests)/;
const OF_ENGINE = /^\/api\/(symbols|strategies|trades|positions|orders|statistics|settings|decisions\/.)/;

/// What of the place a path is asked with: nothing, the engine, or engine and instrument.
export function scoped(path, { engine, symbol }) {
    if (GLOBAL.test(path)) return {};
    return OF_ENGINE.test(path) ? { engine } : { engine, symbol };
}

export class Api {
    /// `place()` gives `{engine, symbol}`, sent along where a path is about them; `refused()` is called at a missing token.
    constructor(place, refused) {
        this.place = place;
        this.refused = refused;
    }

    get(path, query = {}, signal) { return this.ask('GET', path, query, undefined, signal); }

    post(path, body = {}, query = {}) { return this.ask('POST', path, query, body); }

    async ask(method, path, query, body, signal) {
        const all = { ...scoped(path, this.place()), ...query };
        const search = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== null && value !== undefined && value !== ''));
        const options = { method, signal, credentials: 'same-origin', headers: { accept: 'application/json' } };
        if (body !== undefined) {
            options.headers['content-type'] = 'application/json';
            options.body = JSON.stringify(body);
        }
        let response;
        try {
            response = await fetch(search.size ? `${path}?${search}` : path, options);
        } catch (error) {
            if (error.name === 'AbortError') throw error;
            throw new ApiError(0, 'unreachable', 'The gateway does not answer.');
        }
        return this.read(response, path);
    }

    async read(response, path) {
        if (response.status === 204) return null;
        let answer = null;
        try { answer = await response.json(); } catch { /* told below */ }
        if (response.ok && answer !== null) return answer;
        if (response.status === 401 && path !== '/login') this.refused();
        throw new ApiError(response.status, answer?.code ?? 'unreadable',
            answer?.error ?? `${path} answered ${response.status} without JSON.`);
    }
}
