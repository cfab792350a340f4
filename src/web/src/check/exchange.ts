import { Room, RoomEvent, Track } from 'livekit-client';
import type { RemoteTrack } from 'livekit-client';
import type { JoinedMeeting } from '../api/joinMeeting';
import { steerConnections } from './steeredConnections';
import type { MediaPath } from './steeredConnections';
import { lossPercent, readTraffic } from './traffic';
import type { Traffic } from './traffic';

export type Tickets = { sender: JoinedMeeting; receiver: JoinedMeeting };

export type Exchange =
  | { kind: 'arrived'; roundTripMs: number; lossPercent: number; paths: ReadonlySet<MediaPath> }
  /** The server names no way of this kind. */
  | { kind: 'notOffered' }
  | { kind: 'blocked' };

type Wish = {
  path: MediaPath;
  tracks: readonly MediaStreamTrack[];
  /** How long to measure once media arrives. */
  measureMs: number;
  signal: AbortSignal;
};

const connectMs = 12_000;
const arriveMs = 12_000;
const enoughFrames = 10;
const enoughSound = 20;

/** This browser as two people in a meeting of its own: one sends, the other must decode what was sent. */
export async function exchange(tickets: Tickets, wish: Wish): Promise<Exchange> {
  const steering = steerConnections(wish.path);
  const rooms = { sender: newRoom(), receiver: newRoom() };
  const stopPlaying = playSilently(rooms.receiver);
  try {
    await Promise.all([
      connect(rooms.sender, tickets.sender, false),
      connect(rooms.receiver, tickets.receiver, true),
    ]);
    await Promise.all(wish.tracks.map((track) => publish(rooms.sender, track)));
    const read = async () =>
      readTraffic(
        (await Promise.all(steering.connections.map((connection) => connection.getStats()))).map(
          (report) => report as unknown as Map<string, Record<string, unknown>>,
        ),
      );
    const arrived = await waitFor(wish.signal, read, (traffic) => hasArrived(traffic, wish));
    if (!arrived) return { kind: 'blocked' };
    await pause(wish.measureMs, wish.signal);
    const after = await read();
    return {
      kind: 'arrived',
      roundTripMs: Math.round(after.roundTripMs ?? 0),
      lossPercent: lossPercent(arrived, after),
      paths: after.paths,
    };
  } catch (error) {
    // livekit-client reports every failed connection as an exception; for the person it is told by what was offered.
    console.warn(`Test over ${wish.path}:`, error);
    return steering.isOffered() ? { kind: 'blocked' } : { kind: 'notOffered' };
  } finally {
    stopPlaying();
    await Promise.allSettled([rooms.sender.disconnect(), rooms.receiver.disconnect()]);
    steering.end();
  }
}

const newRoom = () => new Room({ adaptiveStream: false, dynacast: false, stopLocalTrackOnUnpublish: true });

/** A copy: the room stops what it publishes. Guests may publish only what says what it is. */
const publish = ({ localParticipant }: Room, track: MediaStreamTrack) =>
  localParticipant.publishTrack(track.clone(), {
    source: track.kind === 'video' ? Track.Source.Camera : Track.Source.Microphone,
  });

const connect = (room: Room, ticket: JoinedMeeting, autoSubscribe: boolean) =>
  room.connect(ticket.livekit_url, ticket.token, {
    autoSubscribe,
    maxRetries: 0,
    peerConnectionTimeout: connectMs,
    websocketTimeout: connectMs,
  });

function hasArrived(traffic: Traffic, { path, tracks }: Wish): boolean {
  const wants = (kind: string) => tracks.some((track) => track.kind === kind);
  return (
    (!wants('video') || traffic.framesDecoded >= enoughFrames) &&
    (!wants('audio') || traffic.audioPackets >= enoughSound) &&
    (path === 'any' || traffic.paths.has(path))
  );
}

/** Some browsers decode only what is played. Muted, because it is the person's own voice. */
function playSilently(room: Room): () => void {
  const elements: HTMLVideoElement[] = [];
  room.on(RoomEvent.TrackSubscribed, (track: RemoteTrack) => {
    const element = document.createElement('video');
    element.muted = true;
    element.playsInline = true;
    element.srcObject = new MediaStream([track.mediaStreamTrack]);
    element.play().catch(() => undefined); // Torn down before it began: nothing to see any more.
    elements.push(element);
  });
  return () => {
    for (const element of elements) element.srcObject = null;
  };
}

/** The first reading that will do; null when none came in time. */
async function waitFor(
  signal: AbortSignal,
  read: () => Promise<Traffic>,
  isEnough: (traffic: Traffic) => boolean,
): Promise<Traffic | null> {
  const deadline = Date.now() + arriveMs;
  while (!signal.aborted && Date.now() < deadline) {
    const traffic = await read();
    if (isEnough(traffic)) return traffic;
    await pause(250, signal);
  }
  return null;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, signal.aborted ? 0 : ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
