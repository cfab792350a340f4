/** `meetingId`: a meeting's code or its readable address. */
export function apiOf(meetingId: string, rest: string): string {
  return `/api/v1/meetings/${encodeURIComponent(meetingId)}${rest}`;
}
