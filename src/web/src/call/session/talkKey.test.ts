import { describe, expect, test } from 'vitest';
import { TalkKey } from './talkKey';

/** A microphone whose switching ends when the test says so. */
class SlowMicrophone {
  on = false;
  readonly calls: boolean[] = [];
  private finish: (() => void)[] = [];

  isOn = () => this.on;
  set = (on: boolean) => {
    this.calls.push(on);
    return new Promise<void>((resolve) =>
      this.finish.push(() => {
        this.on = on;
        resolve();
      }),
    );
  };

  async settle(): Promise<void> {
    this.finish.shift()?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

describe('TalkKey', () => {
  test('on while it is held', async () => {
    const microphone = new SlowMicrophone();
    const key = new TalkKey(microphone);
    key.press();
    await microphone.settle();
    expect(microphone.on).toBe(true);
    key.release();
    await microphone.settle();
    expect(microphone.calls).toEqual([true, false]);
    expect(microphone.on).toBe(false);
  });

  test('let go before the microphone was on: it ends off', async () => {
    const microphone = new SlowMicrophone();
    const key = new TalkKey(microphone);
    key.press();
    key.release();
    await microphone.settle();
    await microphone.settle();
    expect(microphone.on).toBe(false);
    expect(microphone.calls).toEqual([true, false]);
  });

  test('pressed, let go and pressed again: it ends on', async () => {
    const microphone = new SlowMicrophone();
    const key = new TalkKey(microphone);
    key.press();
    key.release();
    key.press();
    await microphone.settle();
    expect(microphone.on).toBe(true);
    expect(microphone.calls).toEqual([true]);
  });

  test('who was not muted is not muted by it', () => {
    const microphone = new SlowMicrophone();
    microphone.on = true;
    const key = new TalkKey(microphone);
    key.press();
    key.release();
    expect(microphone.calls).toEqual([]);
  });
});
