import { useEffect, useRef, useState } from 'react';
import { fetchMeetingInfo } from '../api/meetingInfo';
import type { MeetingInfo } from '../api/meetingInfo';
import { ApiError } from '../api/request';
import { keepKeysUntil } from '../keys/meetingKeys';
import { endingOfProblem } from '../meeting/ending';
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
    const onInfo = (fresh: MeetingInfo) => {
      keepKeysUntil(meetingId, fresh.expires_at);
      setInfo(fresh);
    };
    fetchMeetingInfo(meetingId, stop.signal).then(onInfo, (failure: unknown) => {
      if (stop.signal.aborted || !(failure instanceof ApiError)) return;
      const ending = endingOfProblem(failure);
      if (ending) refuse.current(ending, failure.detail);
    });
    return () => stop.abort();
  }, [meetingId]);
  return info;
}
