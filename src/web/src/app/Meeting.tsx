import { Suspense, lazy, useEffect, useState } from 'react';
import type { CallKept } from '../call/model';
import type { DeviceKind } from '../devices/deviceStatus';
import { hostPage } from '../embed/embedding';
import { canEncrypt } from '../encryption/canEncrypt';
import type { LinkKey } from '../encryption/key';
import { deriveSecrets } from '../encryption/secrets';
import type { Secrets } from '../encryption/secrets';
import { useLinkKey } from '../encryption/useLinkKey';
import { EndingPage } from '../ending/EndingPage';
import { RejoinPage } from '../ending/RejoinPage';
import { JoinPage } from '../join/JoinPage';
import type { Joined } from '../join/JoinPage';
import { takeHostKey } from '../keys/enter';
import { withoutFragment } from '../keys/fragment';
import { readKeys } from '../keys/meetingKeys';
import type { CallEnd, Ending } from '../meeting/ending';
import { attendancePath } from '../meeting/meetingLink';
import { ConnectingPage } from './ConnectingPage';
import { replaceAddress } from './navigation';

// One import for both, so that what warms up is what runs.
const loadCall = () => import('../call/call');
const CallPage = lazy(() => loadCall().then((call) => ({ default: call.CallPage })));

/** `secrets`: of a meeting that is encrypted end to end. */
type Entered = Joined & { secrets: Secrets | null };

type Phase =
  /** `visit`: each begins anew. */
  | { kind: 'join'; visit: number }
  /** `attempt`: how often it had to be joined again in a row. */
  | { kind: 'call'; joined: Entered; attempt: number; since: number; kept: CallKept | null }
  | { kind: 'rejoin'; joined: Entered; attempt: number; devicesOn: readonly DeviceKind[]; kept: CallKept }
  | { kind: 'over'; ending: Ending; detail: string | null };

/** A call that lasted so long is a new one: the waits begin anew. */
const stableMs = 60_000;

type Props = { meetingId: string; onHome: () => void; onOpen: (meetingId: string) => void };

/** One meeting in one tab: before, during, after. */
export function Meeting({ meetingId, onHome, onOpen }: Props) {
  const [phase, setPhase] = useState<Phase>(() => {
    adoptHostKey(meetingId);
    return { kind: 'join', visit: 0 };
  });
  const isJoining = phase.kind === 'join';
  const linkKey = useLinkKey();

  // The link for hosts, pasted where the page is open already: the browser does not load it again.
  useEffect(() => {
    const onHash = () => {
      if (!adoptHostKey(meetingId)) return;
      setPhase((now) => (now.kind === 'join' ? { kind: 'join', visit: now.visit + 1 } : now));
    };
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, [meetingId]);

  // While the name is typed, the media code loads and the connection warms up.
  useEffect(() => {
    if (!isJoining) return;
    const timer = setTimeout(() => {
      // Without a server there is nothing to warm up; joining says so.
      loadCall().then((call) => call.warmUp(location.origin), console.warn);
    }, 300);
    return () => clearTimeout(timer);
  }, [isJoining]);

  // The page around ours, where there is one.
  useEffect(() => hostPage?.ready(meetingId), [meetingId]);
  useEffect(() => {
    if (phase.kind === 'over') hostPage?.over(meetingId, phase.ending, phase.detail);
    if (phase.kind !== 'rejoin') return;
    return hostPage?.offer({ hangUp: () => setPhase({ kind: 'over', ending: 'left', detail: null }) });
  }, [meetingId, phase]);

  const isIncomplete = phase.kind === 'over' && phase.ending === 'keymissing';
  if (isIncomplete && linkKey.kind === 'key') setPhase({ kind: 'join', visit: 0 });

  const begin = () => setPhase({ kind: 'join', visit: 0 });
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

  const enter = async (joined: Joined) => {
    const secrets = linkKey.kind === 'key' ? await deriveSecrets(linkKey.key) : null;
    const entered = { ...joined, secrets };
    setPhase({ kind: 'call', joined: entered, attempt: 0, since: Date.now(), kept: null });
  };

  switch (phase.kind) {
    case 'join': {
      const obstacle = obstacleOf(linkKey);
      if (obstacle) return <EndingPage ending={obstacle} onBack={reload} onHome={onHome} onOpen={onOpen} />;
      return (
        <JoinPage
          key={phase.visit}
          meetingId={meetingId}
          linkKey={linkKey.kind === 'key' ? linkKey.key : null}
          onJoined={(joined) => void enter(joined)}
          onRefused={end}
        />
      );
    }
    case 'call':
      return (
        <Suspense fallback={<ConnectingPage />}>
          <CallPage
            key={phase.joined.meeting.token}
            connection={phase.joined.meeting}
            name={phase.joined.name}
            title={phase.joined.title}
            alias={phase.joined.alias}
            media={phase.joined.media}
            secrets={phase.joined.secrets}
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
            if ('form' in result) {
              begin();
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
          attendance={readKeys(meetingId).hostKey && attendancePath(meetingId)}
          onBack={begin}
          // A frame stays with its meeting.
          onHome={hostPage ? undefined : onHome}
          onOpen={(id) => (id === meetingId ? begin() : onOpen(id))}
        />
      );
  }
}

const reload = () => location.reload();

/** Said before anybody is let in: nobody should appear in a meeting in which they can neither see nor hear. */
function obstacleOf(linkKey: LinkKey): Ending | null {
  if (linkKey.kind === 'damaged') return 'keydamaged';
  return linkKey.kind === 'key' && !canEncrypt() ? 'noencryption' : null;
}

/** True when the address had a host key. It does not stay there. */
function adoptHostKey(meetingId: string): boolean {
  const rest = withoutFragment(location.hash, 'host');
  if (rest === location.hash) return false;
  takeHostKey(meetingId);
  replaceAddress(location.pathname + location.search + rest);
  return true;
}
