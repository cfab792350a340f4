const sampleRate = 22_050;
const notes = [523.25, 659.25, 783.99];
const noteSeconds = 0.28;

/** Three rising notes as a WAV file: an element plays it on any speaker, without a sound file on the server. */
export function testTone(): Blob {
  const samplesPerNote = Math.round(sampleRate * noteSeconds);
  const samples = new Int16Array(samplesPerNote * notes.length);
  notes.forEach((frequency, note) => {
    for (let i = 0; i < samplesPerNote; i++) {
      // Fades in and out, so that nothing clicks.
      const envelope = Math.sin((Math.PI * i) / samplesPerNote) ** 0.7;
      samples[note * samplesPerNote + i] =
        0.35 * 32_767 * envelope * Math.sin((2 * Math.PI * frequency * i) / sampleRate);
    }
  });
  return new Blob([wavHeader(samples.byteLength), samples], { type: 'audio/wav' });
}

/** RIFF, PCM, one channel of 16 bits. */
function wavHeader(byteLength: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(44));
  const text = (at: number, value: string) =>
    [...value].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + byteLength, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, byteLength, true);
  return view.buffer;
}

/** Plays to the end on the speaker that was chosen; throws what the browser says against it. */
export async function playTestTone(speakerId?: string): Promise<void> {
  const url = URL.createObjectURL(testTone());
  const audio = new Audio(url);
  try {
    if (speakerId && speakerId !== 'default' && 'setSinkId' in audio) await chooseSpeaker(audio, speakerId);
    const ended = new Promise<void>((resolve, reject) => {
      audio.addEventListener('ended', () => resolve());
      audio.addEventListener('error', () => reject(new Error('The tone cannot be played.')));
    });
    await Promise.all([audio.play(), ended]);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function chooseSpeaker(audio: HTMLAudioElement, speakerId: string): Promise<void> {
  try {
    await audio.setSinkId(speakerId);
  } catch {
    // Not plugged in today: the default speaker plays, as it will in the meeting.
  }
}
