/** A microphone that is switched by somebody else and takes its time. */
export type Switch = { isOn: () => boolean; set: (on: boolean) => Promise<void> };

/**
 * Hold to talk: on while the key is down, off again when it is let go. Who was not muted keeps talking.
 * The microphone is slower than fingers, so the last wish counts, one switch at a time.
 */
export class TalkKey {
  private readonly microphone: Switch;
  private isHeld = false;
  private wish = false;
  private isRunning = false;

  constructor(microphone: Switch) {
    this.microphone = microphone;
  }

  press(): void {
    if (this.isHeld || (this.microphone.isOn() && !this.isRunning)) return;
    this.isHeld = true;
    this.want(true);
  }

  /** Also when the window loses the keyboard: the release would go unheard. */
  release(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.want(false);
  }

  private want(on: boolean): void {
    this.wish = on;
    if (!this.isRunning) void this.run();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    let done: boolean | null = null;
    while (done !== this.wish) {
      done = this.wish;
      await this.microphone.set(done);
    }
    this.isRunning = false;
  }
}
