/** A bit rate with a unit that keeps it short; `unknown` where there is none. */
export function formatBits(bitsPerSecond: number | null, language: string, unknown: string): string {
  if (bitsPerSecond === null) return unknown;
  const [value, unit] =
    bitsPerSecond >= 1e9
      ? [bitsPerSecond / 1e9, 'Gbit/s']
      : bitsPerSecond >= 1e6
        ? [bitsPerSecond / 1e6, 'Mbit/s']
        : [bitsPerSecond / 1e3, 'kbit/s'];
  return `${number(language, value < 10 && unit !== 'kbit/s' ? 1 : 0).format(value)} ${unit}`;
}

/** A share of 1 in percent, with a digit behind the point where it matters. */
export function formatShare(share: number | null, language: string, unknown: string): string {
  if (share === null) return unknown;
  return new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0,
  }).format(share);
}

export function formatBytes(bytes: number, language: string): string {
  return bytes >= 1e9
    ? `${number(language, 1).format(bytes / 1e9)} GB`
    : `${number(language, 0).format(bytes / 1e6)} MB`;
}

/** The two largest units: `3 d 4 h`, `2 h 5 min`, `40 s`. */
export function formatSpan(seconds: number, language: string): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const parts: [number, string][] =
    days > 0
      ? [
          [days, 'day'],
          [hours % 24, 'hour'],
        ]
      : hours > 0
        ? [
            [hours, 'hour'],
            [minutes % 60, 'minute'],
          ]
        : minutes > 0
          ? [[minutes, 'minute']]
          : [[Math.max(0, Math.floor(seconds)), 'second']];
  return parts
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, unit]) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value),
    )
    .join(' ');
}

const number = (language: string, digits: number) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
