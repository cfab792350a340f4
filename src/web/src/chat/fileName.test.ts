import { expect, test } from 'vitest';
import { isPicture, safeFileName, sizeText } from './fileName';

test.each([
  ['Bericht 2026.pdf', 'Bericht 2026.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\a.txt', 'a.txt'],
  ['.bashrc', 'bashrc'],
  ['evil\u202egpj.exe', 'evilgpj.exe'],
  ['a\u0000b\nc.txt', 'abc.txt'],
  ['what?<b>.png', 'what__b_.png'],
  ['...', 'file'],
  ['', 'file'],
  [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(116)}.pdf`],
])('%j is saved as %j', (name, safe) => expect(safeFileName(name)).toBe(safe));

test.each([
  ['image/png', true],
  ['image/svg+xml', false],
  ['text/html', false],
])('%s is a picture: %s', (type, is) => expect(isPicture(type)).toBe(is));

test('sizes are written for people', () => {
  expect(sizeText(1_400_000, 'en')).toBe('1.4 MB');
  expect(sizeText(1_400_000, 'de')).toMatch(/^1,4\sMB$/);
  expect(sizeText(12_300, 'en')).toBe('12 kB');
});
