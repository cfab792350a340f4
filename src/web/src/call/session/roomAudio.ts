import { RoomEvent, Track } from 'livekit-client';
import type { RemoteTrack, Room } from 'livekit-client';

/** Plays everybody's sound, outside React: elements come and go with the tracks, and no picture renders for it. */
export function playRoomAudio(room: Room): () => void {
  const host = document.createElement('div');
  host.hidden = true;
  document.body.append(host);
  const play = (track: RemoteTrack | undefined) => {
    if (track?.kind === Track.Kind.Audio) host.append(track.attach());
  };
  const stop = (track: RemoteTrack) => {
    if (track.kind === Track.Kind.Audio) track.detach().forEach((element) => element.remove());
  };
  room.on(RoomEvent.TrackSubscribed, play).on(RoomEvent.TrackUnsubscribed, stop);
  for (const participant of room.remoteParticipants.values())
    participant.audioTrackPublications.forEach(({ track }) => play(track));
  return () => {
    room.off(RoomEvent.TrackSubscribed, play).off(RoomEvent.TrackUnsubscribed, stop);
    for (const participant of room.remoteParticipants.values())
      participant.audioTrackPublications.forEach(({ track }) => track && stop(track));
    host.remove();
  };
}
