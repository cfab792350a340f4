import { ConnectionQuality, ParticipantEvent } from 'livekit-client';
import type { Room } from 'livekit-client';
import { Store } from '../../store/store';
import type { CallPhase } from './callSession';

/** What is said about the connection above the stage; one thing at a time, the worst first. */
export type ConnectionBanner = 'offline' | 'connecting' | 'reconnecting' | 'slow' | null;

type Known = { phase: CallPhase; isOnline: boolean; isSlow: boolean; isSlowDismissed: boolean };

export function bannerOf({ phase, isOnline, isSlow, isSlowDismissed }: Known): ConnectionBanner {
  // While connected, media may well flow although the browser believes to be offline.
  if (phase !== 'connected') return isOnline ? phase : 'offline';
  return isSlow && !isSlowDismissed ? 'slow' : null;
}

/** A moment of bad quality is no news. */
const slowAfterMs = 8_000;

/** Whether the network is there, and whether the own connection has been bad for a while. */
export class Network {
  readonly state = new Store({ isOnline: navigator.onLine, isSlow: false, isSlowDismissed: false });
  private readonly room: Room;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(room: Room) {
    this.room = room;
  }

  watch(): () => void {
    const { localParticipant } = this.room;
    const onNetwork = () => this.state.patch({ isOnline: navigator.onLine });
    const onQuality = (quality: ConnectionQuality) => this.handleQuality(quality);
    window.addEventListener('online', onNetwork);
    window.addEventListener('offline', onNetwork);
    localParticipant.on(ParticipantEvent.ConnectionQualityChanged, onQuality);
    return () => {
      clearTimeout(this.timer);
      window.removeEventListener('online', onNetwork);
      window.removeEventListener('offline', onNetwork);
      localParticipant.off(ParticipantEvent.ConnectionQualityChanged, onQuality);
    };
  }

  /** Until the connection has been good in between. */
  dismissSlow(): void {
    this.state.patch({ isSlowDismissed: true });
  }

  private handleQuality(quality: ConnectionQuality): void {
    clearTimeout(this.timer);
    if (quality === ConnectionQuality.Poor || quality === ConnectionQuality.Lost)
      this.timer = setTimeout(() => this.state.patch({ isSlow: true }), slowAfterMs);
    else if (quality !== ConnectionQuality.Unknown)
      this.state.patch({ isSlow: false, isSlowDismissed: false });
  }
}
