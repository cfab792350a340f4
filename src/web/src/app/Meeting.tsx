import { Suspense, lazy, useEffect, useState } from 'react';
import { EndingPage } from '../ending/EndingPage';
import { JoinPage } from '../join/JoinPage';
import type { Joined } from '../join/JoinPage';
import type { Ending } from '../meeting/ending';
import { ConnectingPage } from './ConnectingPage';

// One import for both, so that what warms up is what runs.
const loadCall = () => import('../call/call');
const CallPage = lazy(() => loadCall().then((call) => ({ default: call.CallPage })));

type Phase =
  | { kind: 'join' }
  | { kind: 'call'; joined: Joined }
  | { kind: 'over'; ending: Ending; detail: string | null };

type Props = { meetingId: string; onHome: () => void; onOpen: (meetingId: string) => void };

/** One meeting in one tab: before, during, after. */
export function Meeting({ meetingId, onHome, onOpen }: Props) {
  const [phase, setPhase] = useState<Phase>({ kind: 'join' });
  const isJoining = phase.kind === 'join';

  // While the name is typed, the media code loads and the connection warms up.
  useEffect(() => {
    if (!isJoining) return;
    const timer = setTimeout(() => void loadCall().then((call) => call.warmUp(location.origin)), 300);
    return () => clearTimeout(timer);
  }, [isJoining]);

  const end = (ending: Ending, detail: string | null = null) => setPhase({ kind: 'over', ending, detail });

  switch (phase.kind) {
    case 'join':
      return (
        <JoinPage
          meetingId={meetingId}
          onJoined={(joined) => setPhase({ kind: 'call', joined })}
          onRefused={end}
        />
      );
    case 'call':
      return (
        <Suspense fallback={<ConnectingPage />}>
          <CallPage
            connection={phase.joined.meeting}
            name={phase.joined.name}
            title={phase.joined.title}
            media={phase.joined.media}
            onEnd={end}
          />
        </Suspense>
      );
    case 'over':
      return (
        <EndingPage
          ending={phase.ending}
          detail={phase.detail}
          onBack={() => setPhase({ kind: 'join' })}
          onHome={onHome}
          onOpen={(id) => (id === meetingId ? setPhase({ kind: 'join' }) : onOpen(id))}
        />
      );
  }
}
