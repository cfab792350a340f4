import { ParticipantEvent, Track, TrackEvent } from 'livekit-client';
import type { LocalTrack, Room } from 'livekit-client';
import type { MicrophoneTrouble } from '../../devices/microphoneHealth';
import { watchMicrophone } from '../../devices/watchMicrophone';
import { Store } from '../../store/store';

const events = [
  ParticipantEvent.LocalTrackPublished,
  ParticipantEvent.LocalTrackUnpublished,
  ParticipantEvent.TrackMuted,
  ParticipantEvent.TrackUnmuted,
] as const;

/** Notices that the others cannot hear the person although they could: silence, the system's switch, speech while muted. */
export class OwnMicrophone {
  readonly trouble = new Store<MicrophoneTrouble | null>(null);
  private readonly room: Room;
  private readonly listen: typeof watchMicrophone;
  private watched: { track: LocalTrack; media: MediaStreamTrack; isMuted: boolean; stop: () => void } | null =
    null;
  private dismissed: MicrophoneTrouble | null = null;

  constructor(room: Room, listen = watchMicrophone) {
    this.room = room;
    this.listen = listen;
  }

  /** Until the returned function is called. */
  watch(): () => void {
    const { localParticipant } = this.room;
    for (const event of events) localParticipant.on(event, this.refresh);
    this.refresh();
    return () => {
      for (const event of events) localParticipant.off(event, this.refresh);
      this.stop();
    };
  }

  /** The same is not said again in this meeting. */
  dismiss(): void {
    this.dismissed = this.trouble.get();
    this.trouble.set(null);
  }

  private readonly refresh = (): void => {
    const microphone = this.room.localParticipant.getTrackPublication(Track.Source.Microphone);
    const track = microphone?.track;
    const isMuted = microphone?.isMuted ?? false;
    if (this.watched && this.watched.media === track?.mediaStreamTrack && this.watched.isMuted === isMuted)
      return;
    this.stop();
    if (!track) return;
    const media = track.mediaStreamTrack;
    const stop = this.listen({ track: media, isMuted }, (trouble) =>
      this.trouble.set(trouble === this.dismissed ? null : trouble),
    );
    // Another device or other processing: what was listened to has ended.
    track.on(TrackEvent.Restarted, this.refresh);
    this.watched = { track, media, isMuted, stop };
  };

  private stop(): void {
    this.watched?.stop();
    this.watched?.track.off(TrackEvent.Restarted, this.refresh);
    this.watched = null;
    this.trouble.set(null);
  }
}
