// Wheel, pointer, pinch and keys of the chart.

export function listen(root, view, actions) {
    const pointers = new Map();
    let pinch = 0, moved = 0, axis = false;

    const local = (event) => {
        const box = root.getBoundingClientRect();
        return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    root.addEventListener('wheel', (event) => {
        event.preventDefault();
        const { x } = local(event);
        const unit = event.deltaMode === 1 ? 20 : 1;
        const across = event.shiftKey ? event.deltaY : event.deltaX;
        if (event.altKey) view.zoomPrice(Math.exp(-event.deltaY * unit * 0.0015));
        else if (Math.abs(across) > Math.abs(event.deltaY) || event.shiftKey) view.pan(across * unit / view.scale.barWidth);
        else view.zoom(Math.exp(-event.deltaY * unit * 0.0018), x);
    }, { passive: false });

    root.addEventListener('pointerdown', (event) => {
        if (event.button !== 0) return;
        const at = local(event);
        pointers.set(event.pointerId, at);
        root.setPointerCapture(event.pointerId);
        axis = at.x > view.box.width - view.axis;
        moved = 0;
        pinch = distance(pointers);
        if (event.pointerType !== 'mouse') view.crosshair.clear();
    });

    root.addEventListener('pointermove', (event) => {
        const at = local(event);
        const from = pointers.get(event.pointerId);
        if (!from) {
            if (at.x < view.box.width - view.axis) view.crosshair.point(at.x, at.y); else view.crosshair.clear();
            return;
        }
        pointers.set(event.pointerId, at);
        if (pointers.size === 2) return pinching(at);
        const dx = at.x - from.x, dy = at.y - from.y;
        moved += Math.abs(dx) + Math.abs(dy);
        if (axis) return view.zoomPrice(Math.exp(dy * 0.006));
        const free = !view.auto || event.altKey || event.shiftKey;
        return view.pan(-dx / view.scale.barWidth, free ? dy / view.scale.pixelsPerTick : 0);
    });

    function pinching(at) {
        const now = distance(pointers);
        if (pinch > 0 && now > 0) view.zoom(now / pinch, at.x);
        pinch = now;
        moved += 10;
    }

    const up = (event) => {
        if (!pointers.delete(event.pointerId)) return;
        if (moved < 5 && event.type === 'pointerup') {
            const at = local(event);
            const hit = view.live.hits.find((one) => Math.abs(one.x - at.x) <= one.size && Math.abs(one.y - at.y) <= one.size);
            if (hit) actions.explain(hit.signal);
            else view.crosshair.point(at.x, at.y);
        }
        pinch = 0;
    };
    root.addEventListener('pointerup', up);
    root.addEventListener('pointercancel', up);
    root.addEventListener('pointerleave', () => { if (pointers.size === 0) view.crosshair.clear(); });
    root.addEventListener('dblclick', () => view.latest());
    root.addEventListener('keydown', (event) => key(event, view, actions));
}

function distance(pointers) {
    if (pointers.size !== 2) return 0;
    const [a, b] = pointers.values();
    return Math.hypot(a.x - b.x, a.y - b.y);
}

function key(event, view, actions) {
    if (event.ctrlKey || event.metaKey) return;
    const screen = Math.max(1, Math.floor(view.scale.plot.width / view.scale.barWidth));
    const step = Math.max(1, Math.round(screen / 12));
    const done = {
        ArrowLeft: () => (event.shiftKey ? view.crosshair.step(-1, 0) : view.pan(-step)),
        ArrowRight: () => (event.shiftKey ? view.crosshair.step(1, 0) : view.pan(step)),
        ArrowUp: () => (event.shiftKey ? view.crosshair.step(0, 1) : view.pan(0, 24 / view.scale.pixelsPerTick)),
        ArrowDown: () => (event.shiftKey ? view.crosshair.step(0, -1) : view.pan(0, -24 / view.scale.pixelsPerTick)),
        PageUp: () => view.pan(-screen),
        PageDown: () => view.pan(screen),
        Home: () => view.oldest(),
        End: () => view.latest(),
        '+': () => view.zoom(1.25), '=': () => view.zoom(1.25), '-': () => view.zoom(0.8),
        ']': () => view.zoomPrice(1.2), '[': () => view.zoomPrice(1 / 1.2),
        a: () => view.latest(),
        Enter: () => actions.explainAt(view.crosshair.reading()),
        Escape: () => view.crosshair.clear(),
    }[event.key];
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
    done();
}
