import { useEffect, useRef, useState } from 'react';
import { fetchMeetingInfo } from '../api/meetingInfo';
import type { MeetingInfo } from '../api/meetingInfo';
import { ApiError } from '../api/request';
import { endingOfStatus } from '../meeting/ending';
import type { Ending } from '../meeting/ending';

/** What a guest may know before joining; a meeting that cannot be joined is reported instead. */
export function useMeetingInfo(
  meetingId: string,
  onRefused: (ending: Ending, detail: string | null) => void,
): MeetingInfo | null {
  const [info, setInfo] = useState<MeetingInfo | null>(null);
  const refuse = useRef(onRefused);
  useEffect(() => {
    refuse.current = onRefused;
  });

  useEffect(() => {
    const stop = new AbortController();
    fetchMeetingInfo(meetingId, stop.signal).then(setInfo, (failure: unknown) => {
      if (stop.signal.aborted || !(failure instanceof ApiError)) return;
      const ending = endingOfStatus(failure.status);
      if (ending) refuse.current(ending, failure.detail);
    });
    return () => stop.abort();
  }, [meetingId]);
  return info;
}
