import { RoomEvent, Track, VideoQuality } from 'livekit-client';
import type { RemoteTrackPublication, Room } from 'livekit-client';
import type { Store } from '../../store/store';
import type { CallPreferences, ReceiveLimit } from './callPreferences';

/** The highest layer that the server may send us; smaller tiles get less by themselves. `audio` shows no cameras at all. */
const qualities: Record<ReceiveLimit, VideoQuality> = {
  best: VideoQuality.HIGH,
  medium: VideoQuality.MEDIUM,
  low: VideoQuality.LOW,
  audio: VideoQuality.LOW,
};

/** Keeps the limit on every camera, also on those that come later. Shared screens stay readable. */
export function limitReceiving(room: Room, preferences: Store<CallPreferences>): () => void {
  const apply = (publication: RemoteTrackPublication) => {
    if (publication.source === Track.Source.Camera && publication.isSubscribed)
      publication.setVideoQuality(qualities[preferences.get().receive]);
  };
  const onSubscribed = (_track: unknown, publication: RemoteTrackPublication) => apply(publication);
  const applyToAll = () => {
    for (const participant of room.remoteParticipants.values())
      participant.videoTrackPublications.forEach((publication) => apply(publication));
  };
  room.on(RoomEvent.TrackSubscribed, onSubscribed);
  const stop = preferences.subscribe(applyToAll);
  applyToAll();
  return () => {
    room.off(RoomEvent.TrackSubscribed, onSubscribed);
    stop();
  };
}
