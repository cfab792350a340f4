/** 3-4-3 letters or digits; hyphens and case are forgiven on input. */
const idPattern = /^([a-z0-9]{3})-?([a-z0-9]{4})-?([a-z0-9]{3})$/;

/** The canonical `abc-defg-hij` for whatever was typed as an id, or null. */
export function parseMeetingId(input: string): string | null {
  const cleaned = input
    .trim()
    .toLowerCase()
    // Spaces between groups, and the dashes that phones and word processors substitute.
    .replace(/[\s\u2010-\u2015\u2212_.]+/g, '-');
  const match = idPattern.exec(cleaned);
  return match ? match.slice(1).join('-') : null;
}

/** Readable addresses: 3 to 60 letters, digits and single hyphens inside; null for whatever the server would not take. */
export function parseAlias(input: string): string | null {
  const alias = input.trim().toLowerCase();
  return /^(?=.{3,60}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(alias) ? alias : null;
}

/**
 * Takes a code or any link that leads to a meeting: `…/meeting/abc-defg-hij`, the older `…/meeting.html?id=…`,
 * with or without scheme, inside quotes or brackets of an invitation, or in the middle of a sentence.
 */
export function parseMeetingInput(input: string): string | null {
  const text = input.trim().replace(/^[<"'([]+|[>"')\],.;!]+$/g, '');
  return (
    parseMeetingId(text) ??
    idAfter(text, /\/meeting\/([^/?#\s>"')\]]+)/i) ??
    idAfter(text, /[?&](?:id|room)=([^&#\s>"')\]]+)/i)
  );
}

/** The part of a pasted link behind its #, with the #: keys travel in it. Empty when there is none. */
export function fragmentOfInput(input: string): string {
  return /\/(?:meeting|m)\/[^\s#]+(#[\w=&%.~+-]*[\w=&%~+-])/i.exec(input)?.[1] ?? '';
}

function idAfter(text: string, pattern: RegExp): string | null {
  const found = pattern.exec(text)?.[1];
  if (!found) return null;
  try {
    return parseMeetingId(decodeURIComponent(found).replace(/[.,;!]+$/, ''));
  } catch {
    return null;
  }
}

export function meetingPath(meetingId: string): string {
  return `/meeting/${meetingId}`;
}

/** Who was in the meeting, for its hosts. */
export const attendancePath = (meetingId: string) => `${meetingPath(meetingId)}/attendance`;

/** The link that people share: always of the address that this page was opened with. */
export function meetingLink(meetingId: string, origin: string = location.origin): string {
  return origin + meetingPath(meetingId);
}

/** The same with the readable address, when there is one. */
export function shareLink(meetingId: string, alias: string | null, origin: string = location.origin): string {
  return alias ? `${origin}/m/${alias}` : meetingLink(meetingId, origin);
}

/** Where a pasted code or link leads inside this app, with what stands behind its #: password, keys. */
export function parseMeetingAddress(input: string): string | null {
  const text = input.trim().replace(/^[<"'([]+|[>"')\],.;!]+$/g, '');
  const meetingId = parseMeetingInput(input);
  const found = /(?:^|\/)m\/([^/?#\s>"')\]]+)/i.exec(text)?.[1];
  const alias = found ? parseAlias(found) : null;
  const fragment = fragmentOfInput(input);
  if (meetingId) return meetingPath(meetingId) + fragment;
  return alias ? `/m/${alias}${fragment}` : null;
}
