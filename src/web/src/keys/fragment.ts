/**
 * What stands behind the # of a meeting's link: `#host=…&pw=…`, and whatever else features put there. Browsers never send it to
 * a server, so secrets travel in it. Parts that nobody asked for stay byte for byte as they are.
 */
export function readFragment(hash: string, name: string): string | null {
  const part = partsOf(hash).find((each) => nameOf(each) === name);
  if (part === undefined) return null;
  const value = decode(part.slice(name.length + 1));
  return value === '' ? null : value;
}

/** The fragment with its #, or '' when nothing else is left. */
export function withoutFragment(hash: string, name: string): string {
  return joined(partsOf(hash).filter((part) => nameOf(part) !== name));
}

/** Adds a part, or replaces it where it stands. */
export function withFragment(hash: string, name: string, value: string): string {
  const part = `${name}=${encode(value)}`;
  const parts = partsOf(hash);
  const place = parts.findIndex((each) => nameOf(each) === name);
  if (place === -1) return joined([...parts, part]);
  return joined(
    parts
      .map((each, index) => (index === place ? part : each))
      .filter((each, index) => index <= place || nameOf(each) !== name),
  );
}

const partsOf = (hash: string) => hash.replace(/^#/, '').split('&').filter(Boolean);

const nameOf = (part: string) => part.split('=', 1)[0];

const joined = (parts: readonly string[]) => (parts.length > 0 ? `#${parts.join('&')}` : '');

/** Nothing stays that programs take for the end of a link in a message. */
function encode(text: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*.~]/g, percent);
}

/** A plus is a plus: what people type as a password is not a form. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
