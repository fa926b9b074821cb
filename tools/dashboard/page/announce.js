// What a screen reader says, and what is heard: sounds are off until asked for.

export class Announcer {
    constructor(polite, urgent, prefs) {
        Object.assign(this, { polite, urgent, prefs });
        this.on = prefs.get('sound', false);
    }

    say(text) { this.polite.textContent = text; }
    alarm(text) { this.urgent.textContent = text; }

    toggle() {
        this.on = !this.on;
        this.prefs.set('sound', this.on);
        if (this.on) this.play('signal');
        return this.on;
    }

    /// `signal` two rising tones, `refused` none, `halt` a low one twice, `lost` a falling pair.
    play(kind) {
        const tones = { signal: [660, 880], halt: [220, 220], lost: [440, 330], fill: [880] }[kind];
        if (!this.on || !tones) return;
        this.audio ??= new AudioContext();
        this.audio.resume();
        tones.forEach((hertz, place) => this.tone(hertz, this.audio.currentTime + place * 0.14));
    }

    tone(hertz, at) {
        const source = this.audio.createOscillator();
        const gain = this.audio.createGain();
        source.frequency.value = hertz;
        source.type = 'sine';
        gain.gain.setValueAtTime(0, at);
        gain.gain.linearRampToValueAtTime(0.12, at + 0.01);
        gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.13);
        source.connect(gain).connect(this.audio.destination);
        source.start(at);
        source.stop(at + 0.14);
    }
}
