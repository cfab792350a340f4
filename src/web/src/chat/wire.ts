/** The topic of LiveKit's own components: their chat and ours understand each other. */
export const topic = 'lk.chat';

/** Our id of a message, the same over text stream, byte stream and the server's history. */
export const idAttribute = 'treff.id';
/** Set when nobody else got it: the library does not tell receivers who else was addressed. */
export const privateAttribute = 'treff.private';

/** The server takes these, and so do we from others. */
const validId = /^[\w-]{1,64}$/;

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function idOf(info: { id: string; attributes?: Record<string, string> }): string {
  const own = info.attributes?.[idAttribute];
  return own !== undefined && validId.test(own) ? own : info.id;
}
