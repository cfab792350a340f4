import { describe, expect, test } from 'vitest';
import { avatarColour, avatarColours, initials } from './avatar';

describe('initials', () => {
  test.each([
    ['Max Mustermann', 'MM'],
    ['anna', 'A'],
    ['Anna Maria von der Heide', 'AH'],
    ['  öztürk  ', 'Ö'],
    ['👩‍💻 Kim', '👩‍💻K'],
    ['', ''],
  ])('%s → %s', (name, expected) => expect(initials(name)).toBe(expected));
});

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('colours', () => {
  test('are stable and spread', () => {
    expect(avatarColour('guest-1')).toBe(avatarColour('guest-1'));
    const used = new Set(Array.from({ length: 100 }, (_, i) => avatarColour(`guest-${i}`)));
    expect(used.size).toBe(avatarColours.length);
  });

  test.each(avatarColours.map((colour) => [colour.ground, colour.text]))('%s with %s is readable', (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
  });
});
