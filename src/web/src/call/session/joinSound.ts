/** More people than this come and go too often for a sound. */
export const mostForSounds = 5;

/** Two soft tones; made here, so that there is no file to load. */
export function playJoinSound(context: AudioContext): void {
  const start = context.currentTime;
  for (const [index, frequency] of [523.25, 783.99].entries()) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const from = start + index * 0.12;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.06, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.4);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + 0.45);
  }
}
