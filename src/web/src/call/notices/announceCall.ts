import i18next from 'i18next';
import { RoomEvent, Track } from 'livekit-client';
import type { Participant, TrackPublication } from 'livekit-client';
import { announce } from '../../ui/Announcer';
import type { Call } from '../model';
import type { CallState } from '../session/callSession';
import { toastText } from './ToastList';

/** Says what happens to those who cannot see it, until the returned function is called. */
export function announceCall(call: Call): () => void {
  const stops = [
    announceShares(call),
    announceOwn(call),
    announceToasts(call),
    announceLayout(call),
    announceChat(call),
  ];
  return () => stops.forEach((stop) => stop());
}

function announceShares({ room }: Call): () => void {
  const onTrack = (publication: TrackPublication, participant: Participant) => {
    if (publication.source !== Track.Source.ScreenShare) return;
    announce(i18next.t('call.announce.shareBy', { name: participant.name || i18next.t('call.guest') }));
  };
  room.on(RoomEvent.TrackPublished, onTrack);
  return () => room.off(RoomEvent.TrackPublished, onTrack);
}

function announceToasts(call: Call): () => void {
  let heard = -1;
  return call.toasts.shown.subscribe(() => {
    const latest = call.toasts.shown.get().at(-1);
    if (!latest || latest.id <= heard) return;
    heard = latest.id;
    announce(toastText(latest.toast, i18next.t.bind(i18next)));
  });
}

/** While the panel is open; otherwise the toast says it. */
function announceChat({ chat, panel }: Call): () => void {
  return chat.latest.subscribe(() => {
    const message = chat.latest.get();
    if (!message || panel.get() !== 'chat') return;
    const text = message.file ? i18next.t('chat.sentFile', { name: message.file.name }) : message.text;
    const key = message.privateTo ? 'chat.announcePrivate' : 'chat.announce';
    announce(i18next.t(key, { name: message.sender.name, text: text.slice(0, 300) }));
  });
}

function announceLayout({ preferences }: Call): () => void {
  let before = preferences.get().layout;
  return preferences.subscribe(() => {
    const { layout } = preferences.get();
    if (layout !== before)
      announce(i18next.t('call.announce.layout', { layout: i18next.t(`call.layouts.${layout}`) }));
    before = layout;
  });
}

function announceOwn(call: Call): () => void {
  const { state } = call.session;
  let before = state.get();
  const stopState = state.subscribe(() => {
    const now = state.get();
    // Devices settle while connecting; that is not news.
    if (before.phase !== 'connecting') for (const text of news(before, now)) announce(i18next.t(text));
    before = now;
  });
  let wasRaised = call.hands.own.get().isRaised;
  const stopHand = call.hands.own.subscribe(() => {
    const { isRaised, loweredFrom } = call.hands.own.get();
    if (isRaised !== wasRaised && loweredFrom === null)
      announce(i18next.t(isRaised ? 'call.announce.handUp' : 'call.announce.handDown'));
    wasRaised = isRaised;
  });
  return () => {
    stopState();
    stopHand();
  };
}

type News =
  | 'call.announce.microphoneOn'
  | 'call.announce.microphoneOff'
  | 'call.announce.cameraOn'
  | 'call.announce.cameraOff'
  | 'call.announce.shareOn'
  | 'call.announce.shareOff'
  | 'call.reconnected';

/** What the own switches and the connection did between two states. */
export function news(before: CallState, now: CallState): News[] {
  const result: News[] = [];
  if (before.isMicrophoneOn !== now.isMicrophoneOn)
    result.push(now.isMicrophoneOn ? 'call.announce.microphoneOn' : 'call.announce.microphoneOff');
  if (before.isCameraOn !== now.isCameraOn)
    result.push(now.isCameraOn ? 'call.announce.cameraOn' : 'call.announce.cameraOff');
  if (before.isSharing !== now.isSharing)
    result.push(now.isSharing ? 'call.announce.shareOn' : 'call.announce.shareOff');
  if (before.phase === 'reconnecting' && now.phase === 'connected') result.push('call.reconnected');
  return result;
}
