/** Pairs of ground and text with at least 4.5:1, calm enough to sit side by side in a grid. */
export const avatarColours = [
  { ground: '#1f6f66', text: '#ffffff' },
  { ground: '#8a5a14', text: '#ffffff' },
  { ground: '#3d5f8f', text: '#ffffff' },
  { ground: '#8c4a3f', text: '#ffffff' },
  { ground: '#5d6b2a', text: '#ffffff' },
  { ground: '#74507f', text: '#ffffff' },
  { ground: '#2f6b84', text: '#ffffff' },
  { ground: '#94485f', text: '#ffffff' },
] as const;

export type AvatarColour = (typeof avatarColours)[number];

/** The same person has the same colour on every screen: it depends on the seed (identity or name) only. */
export function avatarColour(seed: string): AvatarColour {
  let hash = 2166136261;
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 16777619);
  return avatarColours[(hash >>> 0) % avatarColours.length] ?? avatarColours[0];
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** First letters of the first and the last word; an emoji or a single word gives one. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked
    .map((word) => [...segmenter.segment(word ?? '')][0]?.segment ?? '')
    .join('')
    .toLocaleUpperCase();
}
