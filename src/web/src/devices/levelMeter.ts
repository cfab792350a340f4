/** Silence reads 0, loud speech close to 1, on a scale that follows the ear (decibels). */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-10);
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}

/** The largest sample, 0 to 1: unlike a level it tells the faintest noise from none. */
export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

/** `isRunning`: false while the browser holds the audio context back, when silence says nothing. */
export type Sound = { peak: number; isRunning: boolean };

/** Calls `onLevel` about 20 times a second until the returned function is called. */
export function watchLevel(
  track: MediaStreamTrack,
  onLevel: (level: number, sound: Sound) => void,
): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(levelOf(samples), { peak: peakOf(samples), isRunning: context.state === 'running' });
  }, 50);

  // Browsers keep audio contexts asleep until the person has touched the page.
  const wake = () => void context.resume();
  const stop = new AbortController();
  window.addEventListener('pointerdown', wake, { signal: stop.signal });
  window.addEventListener('keydown', wake, { signal: stop.signal });
  return () => {
    stop.abort();
    clearInterval(timer);
    void context.close();
  };
}
