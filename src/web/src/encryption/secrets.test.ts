import { hkdfSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createKey } from './key';
import { deriveSecrets } from './secrets';

const key = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';

test('code and topic are HKDF-SHA-256 of the key, each with a purpose of its own', async () => {
  const bits = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64url'), Buffer.alloc(0), purpose, 16));
  const { code, topic } = await deriveSecrets(key);
  const number = BigInt(`0x${bits('treff comparison code').toString('hex')}`) % 10n ** 12n;
  expect(code.replaceAll(' ', '')).toBe(String(number).padStart(12, '0'));
  expect(code).toMatch(/^\d{3} \d{3} \d{3} \d{3}$/);
  expect(topic).toBe(bits('treff data topic').toString('base64url'));
});

test('another key has another code', async () => {
  const [one, other] = [await deriveSecrets(createKey()), await deriveSecrets(createKey())];
  expect(one.code).not.toBe(other.code);
  expect(one.topic).not.toBe(other.topic);
});

test('what is no key is refused', async () => {
  await expect(deriveSecrets('???')).rejects.toThrow('not a key');
});
