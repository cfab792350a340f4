import { expect, test } from 'vitest';
import { levelOf, peakOf } from './levelMeter';

const tone = (amplitude: number) =>
  Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin((i / 1024) * 40 * Math.PI));

test('silence is 0, shouting is 1, speech lies between', () => {
  expect(levelOf(tone(0))).toBe(0);
  expect(levelOf(tone(1))).toBe(1);
  const speech = levelOf(tone(0.1));
  expect(speech).toBeGreaterThan(0.5);
  expect(speech).toBeLessThan(0.9);
});

test('the peak tells the faintest noise from none', () => {
  expect(peakOf(tone(0))).toBe(0);
  expect(peakOf(tone(0.0005))).toBeCloseTo(0.0005, 5);
});
