import { LocalVideoTrack, Track } from 'livekit-client';
import type { Room } from 'livekit-client';

function cameraOf(room: Room): LocalVideoTrack | null {
  const track = room.localParticipant.getTrackPublication(Track.Source.Camera)?.track;
  return track instanceof LocalVideoTrack ? track : null;
}

/** Phones and tablets say which way a camera looks; desktop cameras do not. */
export function canFlip(room: Room): boolean {
  return (
    cameraOf(room)?.mediaStreamTrack.getSettings().facingMode !== undefined && navigator.maxTouchPoints > 0
  );
}

/** From the face to the world and back. */
export async function flipCamera(room: Room): Promise<void> {
  const camera = cameraOf(room);
  if (!camera) return;
  const facingMode =
    camera.mediaStreamTrack.getSettings().facingMode === 'environment' ? 'user' : 'environment';
  await camera.restartTrack({ facingMode, resolution: { width: 1280, height: 720, frameRate: 30 } });
}
