/** What is wrong with a microphone that is open; null when nothing is. */
export type MicrophoneTrouble =
  /** Not even noise: a hardware switch, a wrong input, a level of zero. */
  | 'silent'
  /** The system or the browser's own button holds the sound back. */
  | 'systemMuted'
  /** The person speaks and is not heard because the microphone is off in the meeting. */
  | 'talkingWhileMuted';

export type MicrophoneReading = {
  nowMs: number;
  /** Largest sample of the last moment, 0 to 1. */
  peak: number;
  /** `MediaStreamTrack.muted`: the source gives nothing. */
  isHeldBack: boolean;
  /** Off in the meeting by the person's own choice. */
  isMuted: boolean;
  /** Somebody looks at the page, and its audio context runs: otherwise silence says nothing. */
  isMeasured: boolean;
};

/** A live microphone always has some noise; converters of silence read exactly 0 or a few steps of 16 bits. */
const silence = 1e-4;
const silentMs = 4_000;
/** A calm voice at arm's length; typing and fans stay below it most of the time. */
const voice = 0.06;
/** So much of the last seconds must be voice: a cough is no speech. */
const talkingMs = 700;
const talkingWindowMs = 2_500;
/** After the last word the hint stays for a moment, so that it can be read. */
const talkingShownMs = 5_000;

/** Decides from readings, about 20 a second, what to tell the person. Knows no browser. */
export class MicrophoneHealth {
  private lastMs: number | null = null;
  private silentForMs = 0;
  private talkedForMs = 0;
  private shownUntilMs = 0;

  read({ nowMs, peak, isHeldBack, isMuted, isMeasured }: MicrophoneReading): MicrophoneTrouble | null {
    // A tab that slept counts as one step at most.
    const stepMs = Math.min(250, this.lastMs === null ? 0 : nowMs - this.lastMs);
    this.lastMs = nowMs;
    if (isMuted) {
      this.silentForMs = 0;
      return this.readMuted(nowMs, stepMs, isMeasured && peak > voice);
    }
    this.talkedForMs = 0;
    this.shownUntilMs = 0;
    if (isHeldBack) return 'systemMuted';
    if (isMeasured) this.silentForMs = peak > silence ? 0 : this.silentForMs + stepMs;
    return this.silentForMs >= silentMs ? 'silent' : null;
  }

  private readMuted(nowMs: number, stepMs: number, isVoice: boolean): MicrophoneTrouble | null {
    // Leaks at the rate at which talking must fill the window.
    const leak = stepMs * (talkingMs / talkingWindowMs);
    this.talkedForMs = Math.max(0, this.talkedForMs + (isVoice ? stepMs : -leak));
    if (this.talkedForMs >= talkingMs) {
      this.talkedForMs = talkingMs;
      this.shownUntilMs = nowMs + talkingShownMs;
    }
    return nowMs < this.shownUntilMs ? 'talkingWhileMuted' : null;
  }
}
