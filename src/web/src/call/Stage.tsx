import { useMemo, useRef } from 'react';
import { useParticipants, useTracks } from '@livekit/components-react';
import { RoomEvent, Track } from 'livekit-client';
import { useStore } from '../store/useStore';
import { ScreenTile } from './ScreenTile';
import { TileGrid } from './TileGrid';
import type { CallSession } from './callSession';
import { stageLayout } from './layout';
import { orderParticipants } from './participantMedia';
import { useSize } from './useSize';
import styles from './Stage.module.css';

export function Stage({ session }: { session: CallSession }) {
  const stage = useRef<HTMLDivElement>(null);
  const box = useSize(stage);
  // Nothing else than who is there: names, pictures and speaking are the tiles' own business.
  const participants = orderParticipants(useParticipants({ updateOnlyOn: [RoomEvent.LocalTrackPublished] }));
  const screens = useTracks([Track.Source.ScreenShare]).filter(({ participant }) => !participant.isLocal);
  const screen = screens.at(-1);
  const layout = stageLayout(box, screen !== undefined);
  // Until it is published, the own picture comes from here.
  const isCameraOn = useStore(session.state, (state) => state.isCameraOn);
  const own = useMemo(
    () => ({ ...session.own, camera: isCameraOn ? session.own.camera : null }),
    [session, isCameraOn],
  );
  const isMeasured = box.width > 0 && box.height > 0;

  return (
    <div
      ref={stage}
      className={styles.stage}
      data-layout={layout.kind}
      style={{ flexDirection: layout.kind === 'screen' ? layout.direction : undefined }}
    >
      {isMeasured && layout.kind === 'screen' && screen && (
        <ScreenTile screen={screen} size={layout.screen} />
      )}
      {isMeasured && <TileGrid participants={participants} box={layout.people} own={own} />}
    </div>
  );
}
