/** The parts of the dashboard, as they stand behind the # of its address. */
export const sections = ['live', 'past', 'charts', 'keys', 'server'] as const;

export type Section = (typeof sections)[number];

export type Place = {
  section: Section;
  /** The meeting that is looked at, in `past`. */ meetingId: string | null;
};

export function parsePlace(hash: string): Place {
  const [name = '', id = ''] = hash.replace(/^#/, '').split('/');
  const section = sections.find((known) => known === name) ?? 'live';
  return { section, meetingId: section === 'past' && id !== '' ? decode(id) : null };
}

export const placeHash = (section: Section, meetingId?: string) =>
  meetingId === undefined ? `#${section}` : `#${section}/${encodeURIComponent(meetingId)}`;

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
