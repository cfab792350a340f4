import { ParticipantEvent, Track } from 'livekit-client';
import type { Participant, TrackPublication } from 'livekit-client';

/** What a tile shows of one person. */
export type ParticipantMedia = {
  identity: string;
  name: string;
  /** The picture, when it is on and has arrived. */
  camera: Track | null;
  isCameraOn: boolean;
  isMuted: boolean;
  /** The shared screen, when it has arrived. */
  screen: Track | null;
  isSharing: boolean;
  /** As the server says it; whoever made the meeting is `host`. */
  role: Role | null;
};

export type Role = 'host' | 'cohost';
const roles: readonly Role[] = ['host', 'cohost'];

export function readMedia(participant: Participant): ParticipantMedia {
  const camera = participant.getTrackPublication(Track.Source.Camera);
  const microphone = participant.getTrackPublication(Track.Source.Microphone);
  const screen = participant.getTrackPublication(Track.Source.ScreenShare);
  return {
    identity: participant.identity,
    name: participant.name ?? '',
    camera: isOn(camera) ? (camera.track ?? null) : null,
    isCameraOn: isOn(camera),
    isMuted: !isOn(microphone),
    screen: screen?.track ?? null,
    isSharing: screen !== undefined,
    role: roleOf(participant),
  };
}

export function roleOf({ attributes }: Pick<Participant, 'attributes'>): Role | null {
  return roles.find((role) => role === attributes.role) ?? null;
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
  ParticipantEvent.AttributesChanged,
] as const;

export function watchMedia(participant: Participant, onChange: () => void): () => void {
  for (const event of events) participant.on(event, onChange);
  return () => {
    for (const event of events) participant.off(event, onChange);
  };
}

export function isSame(a: ParticipantMedia, b: ParticipantMedia): boolean {
  return (Object.keys(a) as (keyof ParticipantMedia)[]).every((key) => a[key] === b[key]);
}
