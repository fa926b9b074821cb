// Questions before something is done, the token, and the help. Native dialogs: Escape leaves, focus returns.

import { button, el } from './dom.js';

/// Asks; resolves to the values of the fields, or `null` when left. A failed `act` is shown and can be tried again.
export function ask({ title, text, fields = [], confirm, danger = false, act }) {
    return new Promise((resolve) => {
        const inputs = fields.map(field);
        const trouble = el('p', { class: 'error', role: 'alert', hidden: true });
        const go = el('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, confirm);
        const form = el('form', { method: 'dialog' }, el('h2', { id: 'dialog-title' }, title),
            ...[text].flat().map((one) => el('p', {}, one)),
            el('div', { class: 'fields' }, ...inputs.map((input) => input.node)), trouble,
            el('div', { class: 'actions' }, button('Cancel', () => dialog.close()), go));
        const dialog = el('dialog', { 'aria-labelledby': 'dialog-title' }, form);
        let answer = null;
        form.addEventListener('submit', async (event) => {
            event.preventDefault();
            const values = Object.fromEntries(inputs.map((input) => [input.name, input.value()]));
            go.disabled = true;
            try {
                await act?.(values);
                answer = values;
                dialog.close();
            } catch (error) {
                trouble.textContent = error.message;
                trouble.hidden = false;
                go.disabled = false;
            }
        });
        dialog.addEventListener('close', () => {
            dialog.remove();
            resolve(answer);
        });
        document.body.append(dialog);
        dialog.showModal();
        (inputs[0]?.input ?? go).focus();
    });
}

function field({ name, label, kind, value, hint }) {
    if (kind === 'check') {
        const input = el('input', { type: 'checkbox', name });
        input.checked = Boolean(value);
        return { name, input, node: el('label', {}, input, el('span', {}, label)), value: () => input.checked };
    }
    const input = el('input', { type: kind ?? 'text', name, value: value ?? '', autocomplete: 'off', placeholder: hint });
    return { name, input, node: el('label', { class: 'stack' }, label, input), value: () => input.value };
}

export const KEYS = [
    ['Chart', [['← →', 'older, newer'], ['Page Up, Page Down', 'a screen of bars'], ['+ −', 'zoom in, out'], ['[ ]', 'taller, flatter prices'], ['↑ ↓', 'move prices'], ['End or A', 'newest bar, automatic scale'], ['Home', 'oldest bar loaded'], ['Shift + arrows', 'crosshair by bar and row'], ['Enter', 'explain the signal at the crosshair']]],
    ['Mouse and touch', [['Wheel, pinch', 'zoom at the pointer'], ['Shift + wheel, drag', 'older, newer'], ['Alt + wheel, drag the price axis', 'scale of prices'], ['Shift + drag', 'move freely'], ['Double click', 'back to the newest bar'], ['Click a triangle', 'explain the signal']]],
    ['Everywhere', [['1 … 9', 'first nine symbols'], ['S', 'symbol list'], [', .', 'shorter, longer period'], ['C', 'to the chart'], ['G', 'to the signals'], ['B', 'to the lower panels; arrows change the tab'], ['H', 'halt'], ['R', 'resume'], ['T', 'theme'], ['M', 'sound on, off'], ['?', 'this help']]],
];

/// What the marks and keys mean.
export function help() {
    const dialog = el('dialog', { class: 'help', 'aria-labelledby': 'help-title' });
    const keys = KEYS.map(([title, rows]) => el('section', {}, el('h3', {}, title), ...rows.map(([key, text]) => el('div', {}, el('kbd', {}, key), el('span', {}, text)))));
    const marks = [['bold, bar at the right edge', 'buy imbalance'], ['bold, bar at the left edge', 'sell imbalance'], ['thick bar at the edge', 'part of a stack of 3 or more'], ['yellow frame', 'point of control of the bar'], ['▲ ▼ filled', 'signal approved, long or short'], ['△ ▽ hollow', 'signal refused'], ['UB↑ UB↓ dotted', 'open unfinished business'], ['hollow candle', 'closed above its open']];
    keys.push(el('section', {}, el('h3', {}, 'Marks of the chart'), ...marks.map(([mark, text]) => el('div', {}, el('span', {}, mark), el('span', { class: 'muted' }, text)))));
    dialog.append(el('form', { method: 'dialog' }, el('h2', { id: 'help-title' }, 'Keys and marks'), el('div', { class: 'keys' }, ...keys),
        el('div', { class: 'actions' }, el('button', { type: 'submit', class: 'primary' }, 'Close'))));
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
}

let asking = false;

/// Asks for the gateway's token once; `done` after it was taken.
export async function login(api, done) {
    if (asking) return;
    asking = true;
    const answer = await ask({
        title: 'Token', text: 'This gateway asks for its token. It is kept as a cookie that scripts cannot read.', confirm: 'Log in',
        fields: [{ name: 'token', label: 'Token', kind: 'password' }],
        act: ({ token }) => api.post('/login', { token }),
    });
    asking = false;
    if (answer) done();
}
