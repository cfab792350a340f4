/** People who come in a crowd are one knock: at most one sound in so many milliseconds. */
const apartMs = 4_000;

/** Two short, low and soft beats, as on wood; made here, so that there is no file to load. */
export class KnockSound {
  private context: AudioContext | null = null;
  private lastAt = -Infinity;

  play(now = performance.now()): void {
    if (now - this.lastAt < apartMs) return;
    this.lastAt = now;
    this.context ??= new AudioContext();
    const { context } = this;
    for (const delay of [0, 0.16]) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      const from = context.currentTime + delay;
      tone.frequency.setValueAtTime(260, from);
      tone.frequency.exponentialRampToValueAtTime(140, from + 0.09);
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(0.16, from + 0.008);
      volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.14);
      tone.connect(volume).connect(context.destination);
      tone.start(from);
      tone.stop(from + 0.16);
    }
  }

  close(): void {
    void this.context?.close();
    this.context = null;
  }
}
