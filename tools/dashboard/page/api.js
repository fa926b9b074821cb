// Questions to the gateway over HTTP: JSON in, JSON out, one error type.

export class ApiError extends Error {
    constructor(status, code, text) {
        super(text);
        this.status = status;
        this.code = code;
    }
}

export class Api {
    /// `place()` gives `{engine, symbol}`, sent along with every question; `refused()` is called at a missing token.
    constructor(place, refused) {
        this.place = place;
        this.refused = refused;
    }

    get(path, query = {}, signal) { return this.ask('GET', path, query, undefined, signal); }

    post(path, body = {}, query = {}) { return this.ask('POST', path, query, body); }

    async ask(method, path, query, body, signal) {
        const all = { ...this.place(), ...query };
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
