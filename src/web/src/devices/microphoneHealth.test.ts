import { describe, expect, test } from 'vitest';
import { MicrophoneHealth } from './microphoneHealth';
import type { MicrophoneReading, MicrophoneTrouble } from './microphoneHealth';

const stepMs = 50;

/** Readings for so long; returns the last word. */
function listen(
  health: MicrophoneHealth,
  clock: { nowMs: number },
  seconds: number,
  reading: Partial<MicrophoneReading> = {},
): MicrophoneTrouble | null {
  let trouble: MicrophoneTrouble | null = null;
  for (const end = clock.nowMs + seconds * 1_000; clock.nowMs < end; clock.nowMs += stepMs)
    trouble = health.read({
      nowMs: clock.nowMs,
      peak: 0.002,
      isHeldBack: false,
      isMuted: false,
      isMeasured: true,
      ...reading,
    });
  return trouble;
}

describe('MicrophoneHealth', () => {
  const start = (): [MicrophoneHealth, { nowMs: number }] => [new MicrophoneHealth(), { nowMs: 1_000 }];

  test('the noise of a quiet room is fine', () => {
    expect(listen(...start(), 60)).toBeNull();
  });

  test('a microphone without any noise is silent after a while, and well again at the first sound', () => {
    const [health, clock] = start();
    expect(listen(health, clock, 3, { peak: 0 })).toBeNull();
    expect(listen(health, clock, 2, { peak: 0 })).toBe('silent');
    expect(listen(health, clock, stepMs / 1_000, { peak: 0.01 })).toBeNull();
  });

  test('silence that nobody measured is no silence', () => {
    expect(listen(...start(), 60, { peak: 0, isMeasured: false })).toBeNull();
  });

  test('a tab that slept does not count the time it slept', () => {
    const [health, clock] = start();
    listen(health, clock, 1, { peak: 0 });
    clock.nowMs += 60_000;
    expect(listen(health, clock, 1, { peak: 0 })).toBeNull();
  });

  test('held back by the system is said at once', () => {
    expect(listen(...start(), stepMs / 1_000, { peak: 0, isHeldBack: true })).toBe('systemMuted');
  });

  test('who speaks while muted is told, until some time after the last word', () => {
    const [health, clock] = start();
    expect(listen(health, clock, 0.3, { isMuted: true, peak: 0.3 })).toBeNull();
    expect(listen(health, clock, 1, { isMuted: true, peak: 0.3 })).toBe('talkingWhileMuted');
    expect(listen(health, clock, 2, { isMuted: true })).toBe('talkingWhileMuted');
    expect(listen(health, clock, 5, { isMuted: true })).toBeNull();
  });

  test('a cough now and then is no speech', () => {
    const [health, clock] = start();
    for (let i = 0; i < 20; i++) {
      expect(listen(health, clock, 0.2, { isMuted: true, peak: 0.5 })).toBeNull();
      expect(listen(health, clock, 2, { isMuted: true })).toBeNull();
    }
  });

  test('switching the microphone on takes the hint away', () => {
    const [health, clock] = start();
    listen(health, clock, 2, { isMuted: true, peak: 0.3 });
    expect(listen(health, clock, stepMs / 1_000, { peak: 0.3 })).toBeNull();
  });
});
