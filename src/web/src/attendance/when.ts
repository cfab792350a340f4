const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

/** A moment in the reader's time zone. */
export function formatWhen(wire: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(wire),
  );
}

/** Only the time of day where the day has been said: `beside` names it. */
export function formatTime(wire: string, language: string, beside: string): string {
  const at = new Date(wire);
  if (!sameDay(at, new Date(beside))) return formatWhen(wire, language);
  return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(at);
}
