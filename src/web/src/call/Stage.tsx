import { useRef } from 'react';
import { useParticipants, useTracks } from '@livekit/components-react';
import { RoomEvent, Track } from 'livekit-client';
import { ScreenTile } from './ScreenTile';
import { TileGrid } from './TileGrid';
import { stageLayout } from './layout';
import { orderParticipants } from './participantMedia';
import { useSize } from './useSize';
import styles from './Stage.module.css';

type Props = { ownFallback: Track | null };

export function Stage({ ownFallback }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const box = useSize(stage);
  // Nothing else than who is there: names, pictures and speaking are the tiles' own business.
  const participants = orderParticipants(useParticipants({ updateOnlyOn: [RoomEvent.LocalTrackPublished] }));
  const screens = useTracks([Track.Source.ScreenShare]).filter(({ participant }) => !participant.isLocal);
  const screen = screens.at(-1);
  const layout = stageLayout(box, screen !== undefined);
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
      {isMeasured && <TileGrid participants={participants} box={layout.people} ownFallback={ownFallback} />}
    </div>
  );
}
