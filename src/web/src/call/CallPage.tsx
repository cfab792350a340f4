import { useEffect, useRef, useState } from 'react';
import type { TakenMedia } from '../devices/localMedia';
import type { Ending } from '../meeting/ending';
import { CallView } from './CallView';
import { CallSession } from './callSession';
import type { Connection } from './callSession';
import { exposeForSupport } from './debug';

type Props = {
  connection: Connection;
  name: string;
  title: string | null;
  media: TakenMedia;
  onEnd: (ending: Ending) => void;
};

export function CallPage({ connection, name, title, media, onEnd }: Props) {
  const [session] = useState(() => new CallSession(connection, name, media));
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });

  useEffect(() => {
    session.start((ending) => end.current(ending));
    const hide = exposeForSupport(session.room);
    return () => {
      hide();
      session.release();
    };
  }, [session]);

  return <CallView session={session} meetingId={connection.meeting_id} title={title} />;
}
