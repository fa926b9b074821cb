// Canvases one above the other, sized to their box in device pixels.

export class Layer {
    constructor(parent, name) {
        this.canvas = document.createElement('canvas');
        this.canvas.className = `layer layer-${name}`;
        this.canvas.setAttribute('aria-hidden', 'true');
        parent.append(this.canvas);
        this.context = this.canvas.getContext('2d', { alpha: name !== 'closed' });
        this.blank = true;
    }

    size(width, height, ratio) {
        this.width = width;
        this.height = height;
        this.ratio = ratio;
        this.canvas.width = Math.max(1, Math.round(width * ratio));
        this.canvas.height = Math.max(1, Math.round(height * ratio));
        this.canvas.style.width = `${width}px`;
        this.canvas.style.height = `${height}px`;
    }

    /// An empty canvas in CSS pixels.
    begin() {
        const { context } = this;
        context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
        context.lineJoin = 'round';
        context.clearRect(0, 0, this.width, this.height);
        this.blank = false;
        return context;
    }

    wipe() {
        if (this.blank) return;
        this.begin();
        this.blank = true;
    }
}

/// Runs `draw` with drawing held inside a box.
export function within(context, box, draw) {
    context.save();
    context.beginPath();
    context.rect(box.x, box.y, box.width, box.height);
    context.clip();
    draw();
    context.restore();
}
