export type TextPart = { text: string; href: string | null };

/** A web address in running text: with its scheme, or beginning with "www.". */
const candidate = /(?:https?:\/\/|www\.)[^\s<>"'`\u2028\u2029]+/gi;
/** What ends a sentence more often than an address. */
const trailing = /[.,;:!?…'"»”)\]}]$/;

/** Cuts a message into text and addresses. Nothing else ever becomes a link, and only of http and https. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(candidate)) {
    const shown = trim(match[0]);
    const href = hrefOf(shown);
    const isInsideWord = /[\p{L}\p{N}@._-]$/u.test(text.slice(0, match.index));
    if (href === null || isInsideWord) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), href: null });
    parts.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
}

function trim(address: string): string {
  let shown = address;
  while (trailing.test(shown) && !closesBracket(shown)) shown = shown.slice(0, -1);
  return shown;
}

/** "…/Treff_(disambiguation)" keeps its bracket, "(see https://…)" loses it. */
function closesBracket(address: string): boolean {
  if (!address.endsWith(')')) return false;
  return address.split('(').length >= address.split(')').length;
}

function hrefOf(shown: string): string | null {
  try {
    const url = new URL(/^www\./i.test(shown) ? `https://${shown}` : shown);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    // "https://bank.example@evil.example" shows one host and opens another.
    const isHonest = url.username === '' && url.password === '' && url.hostname !== '';
    return isWeb && isHonest ? url.href : null;
  } catch {
    return null;
  }
}
