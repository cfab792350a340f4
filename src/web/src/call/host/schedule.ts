import type { MeetingOptions } from '../../api/meetingOptions';
import type { MeetingSettings } from '../../api/meetingSettings';
import { nextSlot } from '../../meeting/calendar';
import { localTime } from '../../meeting/localTime';

/** When a meeting takes place, as it stands in the form. */
export type Schedule = {
  isPlanned: boolean;
  /** As the browser's field has it: `2026-11-30T10:00`, in the time zone of the person. */
  startsAt: string;
  durationMinutes: number;
  isWeekly: boolean;
};

export type ScheduleProblem = 'missing' | 'past';

const usualDuration = 60;

/** A start may lie so far back: forms are filled in slowly. */
const lateMs = 5 * 60_000;

/** A meeting without a start is offered the next slot; of a weekly one the next time is shown, not the first. */
export function scheduleOf(settings: MeetingSettings, now: Date): Schedule {
  const start = settings.starts_at ? new Date(settings.starts_at) : null;
  const isWeekly = settings.recurrence === 'weekly';
  const duration = settings.duration_minutes ?? usualDuration;
  const shown = start && isWeekly ? nextTime(start, duration, now) : start;
  return {
    isPlanned: start !== null,
    startsAt: localTime(shown ?? nextSlot(now).start),
    durationMinutes: duration,
    isWeekly,
  };
}

/** What the server is asked to change; null when nothing has. What stays is not sent: a start that has passed would be refused. */
export function changesOf(
  schedule: Schedule,
  settings: MeetingSettings,
  timeZone: string,
  now: Date,
): { changes: MeetingOptions | null } | { problem: ScheduleProblem } {
  const before = scheduleOf(settings, now);
  if (!schedule.isPlanned)
    return {
      changes: before.isPlanned
        ? { starts_at: null, duration_minutes: null, time_zone: null, recurrence: null }
        : null,
    };
  const isMoved = !before.isPlanned || schedule.startsAt !== before.startsAt;
  const start = new Date(schedule.startsAt).getTime();
  if (Number.isNaN(start)) return { problem: 'missing' };
  if (isMoved && start < now.getTime() - lateMs) return { problem: 'past' };
  const changes: MeetingOptions = {
    // The hour of a weekly meeting is meant where it was planned.
    ...(isMoved && { starts_at: new Date(start).toISOString(), time_zone: timeZone }),
    ...((!before.isPlanned || schedule.durationMinutes !== before.durationMinutes) && {
      duration_minutes: schedule.durationMinutes,
    }),
    ...(schedule.isWeekly !== before.isWeekly && { recurrence: schedule.isWeekly ? 'weekly' : null }),
  };
  return { changes: Object.keys(changes).length > 0 ? changes : null };
}

/** The one that goes on or comes next, at the same hour of the day. */
function nextTime(first: Date, durationMinutes: number, now: Date): Date {
  const next = new Date(first);
  const daysPassed = (now.getTime() - durationMinutes * 60_000 - first.getTime()) / 86_400_000;
  if (daysPassed > 0) next.setDate(next.getDate() + Math.ceil(daysPassed / 7) * 7);
  // An hour of summer time may have made it a week too many or too few.
  const previous = new Date(next);
  previous.setDate(previous.getDate() - 7);
  const isPrevious = previous >= first && previous.getTime() + durationMinutes * 60_000 > now.getTime();
  return isPrevious ? previous : next;
}
