import { createMeeting } from '../api/createMeeting';
import { isWaiting, joinMeeting } from '../api/joinMeeting';
import type { JoinedMeeting } from '../api/joinMeeting';
import { ApiError } from '../api/request';
import { askCreation, creation } from '../keys/creation';
import { happens } from './deviceChecks';
import { exchange } from './exchange';
import type { Exchange, Tickets } from './exchange';
import { failed, fine, notForEverybody, warning } from './outcome';
import type { Outcome } from './outcome';
import type { MediaPath } from './steeredConnections';
import { testMedia } from './testMedia';
import { qualityOf } from './traffic';

const socketMs = 10_000;
const measureMs = 5_000;

/** A meeting that nobody else knows of; the server forgets it like any other. */
export async function openTestMeeting(): Promise<Tickets | Outcome> {
  try {
    await askCreation();
    if (creation.get() === 'closed') return notForEverybody;
    const { meeting_id: id } = await createMeeting({}, creation.get() === 'operator');
    const [sender, receiver] = await Promise.all([enter(id, 'A'), enter(id, 'B')]);
    return { sender, receiver };
  } catch (error) {
    return failed(error instanceof ApiError && !error.isUnreachable ? 'serverRefuses' : 'serverUnreachable');
  }
}

async function enter(meetingId: string, name: string): Promise<JoinedMeeting> {
  const answer = await joinMeeting(meetingId, { display_name: name });
  if (isWaiting(answer)) throw new ApiError(403, 'A meeting without options has no waiting room');
  return answer;
}

/** The signalling socket, up to the server's first message. */
export async function checkSocket({ sender }: Tickets, signal: AbortSignal): Promise<Outcome> {
  const url = new URL('/rtc', sender.livekit_url.replace(/^http/, 'ws'));
  url.search = new URLSearchParams({ access_token: sender.token, protocol: '16', sdk: 'js' }).toString();
  const socket = new WebSocket(url);
  const begin = performance.now();
  try {
    const isAnswered = await happens(signal, socketMs, (done) => socket.addEventListener('message', done));
    return isAnswered
      ? fine('server', { milliseconds: Math.round(performance.now() - begin) })
      : failed('socketBlocked');
  } finally {
    socket.close();
  }
}

/** Media that must take one way. A way that is closed costs quality at most: the browser finds the others by itself. */
export async function checkPath(
  tickets: Tickets,
  path: Exclude<MediaPath, 'any'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const media = testMedia();
  try {
    const tracks = media.tracks.filter(({ kind }) => kind === 'video');
    const { kind } = await exchange(tickets, { path, tracks, measureMs: 0, signal });
    switch (kind) {
      case 'arrived':
        return fine(path);
      case 'notOffered':
        return warning(`${path}NotOffered`);
      case 'blocked':
        return warning(`${path}Blocked`);
    }
  } finally {
    media.stop();
  }
}

export type MediaOutcome = { media: Outcome; quality: Outcome | null };

/** As in a meeting: the person's own picture and sound if there are any, over the way that the browser chooses. */
export async function checkMedia(
  tickets: Tickets,
  devices: readonly MediaStreamTrack[],
  signal: AbortSignal,
): Promise<MediaOutcome> {
  const substitute = testMedia();
  try {
    const own = (kind: string) => devices.find((track) => track.kind === kind);
    const tracks = substitute.tracks.map((track) => own(track.kind) ?? track);
    const result = await exchange(tickets, { path: 'any', tracks, measureMs, signal });
    if (result.kind !== 'arrived') return { media: failed('mediaFailed'), quality: null };
    const media = fine(devices.length > 0 ? 'media' : 'mediaTestPicture');
    return { media, quality: judgeQuality(result) };
  } finally {
    substitute.stop();
  }
}

function judgeQuality(result: Extract<Exchange, { kind: 'arrived' }>): Outcome {
  const values = { milliseconds: result.roundTripMs, loss: Math.round(result.lossPercent * 10) / 10 };
  switch (qualityOf(result.roundTripMs, result.lossPercent)) {
    case 'good':
      return fine('quality', values);
    case 'fair':
      return warning('qualityFair', values);
    case 'poor':
      return warning('qualityPoor', values);
  }
}
