import { bytesOf, toBase64Url } from './key';

/** What is made of the key in the link. Nobody gets from one of these to the key, or to another. */
export type Secrets = {
  /** As in the link. */
  key: string;
  /** Twelve digits in groups of three, which people can read to each other: the same digits, the same key. */
  code: string;
  /**
   * Stands in the topic of everything that is sent as data. Topics are inside of what is encrypted, so a message under this one comes from somebody
   * who has the key: the library itself hands on clear messages beside encrypted ones, without saying which is which.
   */
  topic: string;
};

const purposes = { code: 'treff comparison code', topic: 'treff data topic' } as const;

/** Throws when the browser has no cryptography for pages, as on addresses without HTTPS; see `canEncrypt`. */
export async function deriveSecrets(key: string): Promise<Secrets> {
  const bytes = bytesOf(key);
  if (!bytes) throw new TypeError('not a key');
  const material = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits']);
  const derive = async (purpose: string) =>
    new Uint8Array(
      await crypto.subtle.deriveBits(
        {
          name: 'HKDF',
          hash: 'SHA-256',
          salt: new Uint8Array(),
          info: new TextEncoder().encode(purpose),
        },
        material,
        128,
      ),
    );
  return { key, code: digits(await derive(purposes.code)), topic: toBase64Url(await derive(purposes.topic)) };
}

/** 128 bits modulo 10^12: every code is as likely as any other. */
function digits(bytes: Uint8Array): string {
  const number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) % 10n ** 12n;
  return number
    .toString()
    .padStart(12, '0')
    .replace(/(\d{3})(?=\d)/g, '$1 ');
}
