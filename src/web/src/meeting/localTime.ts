/** Lengths that are offered for a planned meeting, in minutes. */
export const durations = [15, 30, 45, 60, 90, 120, 180, 240] as const;

/** For `<input type="datetime-local">`, in the time zone of the person. */
export function localTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date}T${two(time.getHours())}:${two(time.getMinutes())}`;
}
