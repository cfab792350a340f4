import { useEffect, useState } from 'react';
import { fetchMeetingInfo } from '../api/meetingInfo';
import { ApiError } from '../api/request';
import { EndingPage } from '../ending/EndingPage';
import { endingOfProblem } from '../meeting/ending';
import type { Ending } from '../meeting/ending';
import { ConnectingPage } from './ConnectingPage';
import { Meeting } from './Meeting';

type Props = { alias: string; onHome: () => void; onOpen: (meetingId: string) => void };

type Found = { meetingId: string } | { ending: Ending; detail: string | null };

/** Asks which meeting a readable address stands for: keys and tickets belong to the meeting, not to a name that may change. */
export function AliasMeeting({ alias, onHome, onOpen }: Props) {
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (found) return;
    const stop = new AbortController();
    fetchMeetingInfo(alias, stop.signal).then(
      ({ meeting_id: meetingId }) => setFound({ meetingId }),
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const problem = error instanceof ApiError ? error : new ApiError(0, String(error));
        setFound({ ending: endingOfProblem(problem) ?? 'unreachable', detail: problem.detail });
      },
    );
    return () => stop.abort();
  }, [alias, found]);

  if (!found) return <ConnectingPage />;
  if ('ending' in found)
    return (
      <EndingPage
        ending={found.ending}
        detail={found.detail}
        onBack={() => setFound(null)}
        onHome={onHome}
        onOpen={onOpen}
      />
    );
  return <Meeting key={found.meetingId} meetingId={found.meetingId} onHome={onHome} onOpen={onOpen} />;
}
