import { Suspense, lazy, useEffect, useState } from 'react';
import type { CallKept } from '../call/model';
import type { DeviceKind } from '../devices/deviceStatus';
import { EndingPage } from '../ending/EndingPage';
import { RejoinPage } from '../ending/RejoinPage';
import { JoinPage } from '../join/JoinPage';
import type { Joined } from '../join/JoinPage';
import type { CallEnd, Ending } from '../meeting/ending';
import { ConnectingPage } from './ConnectingPage';

// One import for both, so that what warms up is what runs.
const loadCall = () => import('../call/call');
const CallPage = lazy(() => loadCall().then((call) => ({ default: call.CallPage })));

type Phase =
  | { kind: 'join' }
  /** `attempt`: how often it had to be joined again in a row. */
  | { kind: 'call'; joined: Joined; attempt: number; since: number; kept: CallKept | null }
  | { kind: 'rejoin'; joined: Joined; attempt: number; devicesOn: readonly DeviceKind[]; kept: CallKept }
  | { kind: 'over'; ending: Ending; detail: string | null };

/** A call that lasted so long is a new one: the waits begin anew. */
const stableMs = 60_000;

type Props = { meetingId: string; onHome: () => void; onOpen: (meetingId: string) => void };

/** One meeting in one tab: before, during, after. */
export function Meeting({ meetingId, onHome, onOpen }: Props) {
  const [phase, setPhase] = useState<Phase>({ kind: 'join' });
  const isJoining = phase.kind === 'join';

  // While the name is typed, the media code loads and the connection warms up.
  useEffect(() => {
    if (!isJoining) return;
    const timer = setTimeout(() => {
      // Without a server there is nothing to warm up; joining says so.
      loadCall().then((call) => call.warmUp(location.origin), console.warn);
    }, 300);
    return () => clearTimeout(timer);
  }, [isJoining]);

  const end = (ending: Ending, detail: string | null = null) => setPhase({ kind: 'over', ending, detail });

  const endCall = (outcome: CallEnd, devicesOn: readonly DeviceKind[], kept: CallKept) => {
    if (phase.kind !== 'call') return;
    const { joined, attempt, since } = phase;
    const isBrokenAgain = attempt > 0 && outcome === 'unreachable';
    if (outcome === 'lost' || isBrokenAgain)
      setPhase({
        kind: 'rejoin',
        joined,
        devicesOn,
        kept,
        attempt: Date.now() - since < stableMs ? attempt : 0,
      });
    else end(outcome);
  };

  switch (phase.kind) {
    case 'join':
      return (
        <JoinPage
          meetingId={meetingId}
          onJoined={(joined) => setPhase({ kind: 'call', joined, attempt: 0, since: Date.now(), kept: null })}
          onRefused={end}
        />
      );
    case 'call':
      return (
        <Suspense fallback={<ConnectingPage />}>
          <CallPage
            key={phase.joined.meeting.token}
            connection={phase.joined.meeting}
            name={phase.joined.name}
            title={phase.joined.title}
            media={phase.joined.media}
            kept={phase.kept}
            onEnd={endCall}
          />
        </Suspense>
      );
    case 'rejoin': {
      const { joined, attempt, devicesOn, kept } = phase;
      return (
        <RejoinPage
          meetingId={meetingId}
          name={joined.name}
          attempt={attempt}
          onLeave={() => end('left')}
          onResult={(result) => {
            if ('ending' in result) {
              end(result.ending, result.detail);
              return;
            }
            // Devices are opened by the call, so that the meeting is there before a slow camera is.
            const media = { camera: null, microphone: null, pending: devicesOn, wasInCall: true };
            const again = { ...joined, meeting: result.meeting, media };
            setPhase({ kind: 'call', joined: again, attempt: attempt + 1, since: Date.now(), kept });
          }}
        />
      );
    }
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
