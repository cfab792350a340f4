import { ParticipantEvent, Track } from 'livekit-client';
import type { Participant, TrackPublication } from 'livekit-client';

/** What a tile shows of one person. */
export type ParticipantMedia = {
  identity: string;
  name: string;
  /** The picture, when it is on and has arrived. */
  camera: Track | null;
  isMuted: boolean;
};

export function readMedia(participant: Participant): ParticipantMedia {
  const camera = participant.getTrackPublication(Track.Source.Camera);
  const microphone = participant.getTrackPublication(Track.Source.Microphone);
  return {
    identity: participant.identity,
    name: participant.name ?? '',
    camera: isOn(camera) ? (camera.track ?? null) : null,
    isMuted: !isOn(microphone),
  };
}

function isOn(publication: TrackPublication | undefined): publication is TrackPublication {
  return publication !== undefined && !publication.isMuted;
}

const events = [
  ParticipantEvent.TrackPublished,
  ParticipantEvent.TrackUnpublished,
  ParticipantEvent.TrackSubscribed,
  ParticipantEvent.TrackUnsubscribed,
  ParticipantEvent.TrackMuted,
  ParticipantEvent.TrackUnmuted,
  ParticipantEvent.LocalTrackPublished,
  ParticipantEvent.LocalTrackUnpublished,
  ParticipantEvent.ParticipantNameChanged,
] as const;

export function watchMedia(participant: Participant, onChange: () => void): () => void {
  for (const event of events) participant.on(event, onChange);
  return () => {
    for (const event of events) participant.off(event, onChange);
  };
}

export function isSame(a: ParticipantMedia, b: ParticipantMedia): boolean {
  return a.identity === b.identity && a.name === b.name && a.camera === b.camera && a.isMuted === b.isMuted;
}

/** Oneself first, then the others in the order in which they came. */
export function orderParticipants<T extends Pick<Participant, 'isLocal' | 'joinedAt' | 'identity'>>(
  participants: readonly T[],
): T[] {
  const time = (participant: T) => participant.joinedAt?.getTime() ?? 0;
  return [...participants].sort(
    (a, b) =>
      Number(b.isLocal) - Number(a.isLocal) || time(a) - time(b) || a.identity.localeCompare(b.identity),
  );
}
