import { useEffect, useRef, useState } from 'react';
import type { DeviceKind } from '../devices/deviceStatus';
import type { TakenMedia } from '../devices/localMedia';
import { hostPage } from '../embed/embedding';
import type { Secrets } from '../encryption/secrets';
import type { CallEnd } from '../meeting/ending';
import { CallView } from './CallView';
import { Call } from './model';
import type { CallKept } from './model';
import { CallSession } from './session/callSession';
import type { Connection } from './session/callSession';
import { exposeForSupport } from './session/debug';
import { tellHostPage } from './session/embedded';
import { CallEncryption } from './session/encryption';

type Props = {
  connection: Connection;
  name: string;
  title: string | null;
  alias: string | null;
  media: TakenMedia;
  /** Of a meeting that is encrypted end to end. */
  secrets: Secrets | null;
  /** Of the call that broke off before this one. */
  kept: CallKept | null;
  onEnd: (ending: CallEnd, devicesOn: readonly DeviceKind[], kept: CallKept) => void;
};

export function CallPage({ connection, name, title, alias, media, secrets, kept, onEnd }: Props) {
  const [call] = useState(() => {
    const encryption = secrets && new CallEncryption(secrets);
    return new Call(new CallSession(connection, name, media, encryption), kept);
  });
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });

  useEffect(() => {
    const stop = call.watch();
    call.session.start((ending, devicesOn) => end.current(ending, devicesOn, call.keep()));
    const hide = exposeForSupport(call.room);
    const stopTelling = hostPage ? tellHostPage(hostPage, call.session) : undefined;
    return () => {
      hide();
      stopTelling?.();
      stop();
      call.session.release();
    };
  }, [call]);

  return <CallView call={call} meetingId={connection.meeting_id} title={title} alias={alias} />;
}
