import { readFragment, withFragment } from '../keys/fragment';

/**
 * The key of an encrypted meeting: 32 random bytes, written as base64url, that travel behind the # of the link (`#key=…`). Browsers send that part
 * to no server, so whoever has the link can read the meeting and the server that passes it on cannot.
 */
export type LinkKey = { kind: 'none' } | { kind: 'key'; key: string } | { kind: 'damaged' };

const keyBytes = 32;
const part = 'key';

export const createKey = (): string => toBase64Url(crypto.getRandomValues(new Uint8Array(keyBytes)));

/** What a link adds for this key. */
export const keyFragment = (key: string): string => withFragment('', part, key);

/** A link that was cut off on its way has a key that fits nothing: that is told apart from a meeting without encryption. */
export function keyInLink(hash: string): LinkKey {
  const key = readFragment(hash, part);
  if (key === null) return { kind: 'none' };
  return bytesOf(key)?.length === keyBytes ? { kind: 'key', key } : { kind: 'damaged' };
}

/** Null for what is no base64url. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]+$/.test(text)) return null;
  try {
    const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

export const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
