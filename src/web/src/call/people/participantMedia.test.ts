import type { Track } from 'livekit-client';
import type { Participant } from 'livekit-client';
import { describe, expect, test } from 'vitest';
import { isSame, readMedia } from './participantMedia';

type Publication = { isMuted: boolean; track?: unknown };

function participant(publications: Partial<Record<Track.Source, Publication>>): Participant {
  return {
    identity: 'guest-1',
    name: 'Max',
    attributes: { role: 'host' },
    getTrackPublication: (source: Track.Source) => publications[source],
  } as unknown as Participant;
}

describe('readMedia', () => {
  test('nothing published is muted and without picture', () =>
    expect(readMedia(participant({}))).toEqual({
      identity: 'guest-1',
      name: 'Max',
      camera: null,
      isCameraOn: false,
      isMuted: true,
      screen: null,
      isSharing: false,
      role: 'host',
    }));

  test('a picture that has not arrived is no picture', () =>
    expect(readMedia(participant({ camera: { isMuted: false } })).camera).toBeNull());

  test('a muted camera is no picture', () =>
    expect(readMedia(participant({ camera: { isMuted: true, track: {} } })).camera).toBeNull());

  test('all on', () => {
    const track = {};
    const media = readMedia(
      participant({ camera: { isMuted: false, track }, microphone: { isMuted: false } }),
    );
    expect(media.camera).toBe(track);
    expect(media.isMuted).toBe(false);
    expect(isSame(media, { ...media })).toBe(true);
    expect(isSame(media, { ...media, isMuted: true })).toBe(false);
  });
});
