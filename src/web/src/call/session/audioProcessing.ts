import { LocalAudioTrack, RoomEvent, Track } from 'livekit-client';
import type { Room } from 'livekit-client';
import type { Store } from '../../store/store';
import type { CallPreferences } from './callPreferences';

export type AudioProcessing = Pick<CallPreferences, 'noiseSuppression' | 'echoCancellation'>;

/** Keeps the microphone's processing as the person chose it, also for a microphone that is opened later. */
export function keepAudioProcessing(room: Room, preferences: Store<CallPreferences>): () => void {
  const apply = () => {
    const track = room.localParticipant.getTrackPublication(Track.Source.Microphone)?.track;
    if (track instanceof LocalAudioTrack) void applyTo(track, preferences.get());
  };
  room.on(RoomEvent.LocalTrackPublished, apply).on(RoomEvent.TrackUnmuted, apply);
  const stop = preferences.subscribe(apply);
  return () => {
    room.off(RoomEvent.LocalTrackPublished, apply).off(RoomEvent.TrackUnmuted, apply);
    stop();
  };
}

async function applyTo(track: LocalAudioTrack, wanted: AudioProcessing): Promise<void> {
  const { noiseSuppression, echoCancellation } = wanted;
  const now = track.mediaStreamTrack.getSettings();
  // Restarting interrupts for a moment: only for a change, and only where the browser knows what it does.
  const isSame =
    (now.noiseSuppression ?? noiseSuppression) === noiseSuppression &&
    (now.echoCancellation ?? echoCancellation) === echoCancellation;
  if (isSame || track.isMuted) return;
  const { deviceId } = now;
  await track.restartTrack({
    autoGainControl: true,
    noiseSuppression,
    echoCancellation,
    ...(deviceId && { deviceId }),
  });
}
