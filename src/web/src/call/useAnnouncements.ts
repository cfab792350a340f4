import { useEffect, useRef } from 'react';
import { RoomEvent, Track } from 'livekit-client';
import type { Participant, Room, TrackPublication } from 'livekit-client';
import { useTranslation } from 'react-i18next';
import { useStore } from '../store/useStore';
import { announce } from '../ui/Announcer';
import type { CallSession, CallState } from './callSession';

/** Says what happens to those who cannot see it: who comes and goes, who shares, what the own switches do. */
export function useAnnouncements(session: CallSession): void {
  useRoomAnnouncements(session.room);
  useOwnAnnouncements(useStore(session.state));
}

function useRoomAnnouncements(room: Room): void {
  const { t } = useTranslation();
  useEffect(() => {
    const nameOf = (participant: Participant) => participant.name || t('call.guest');
    const onJoined = (participant: Participant) => announce(t('call.joined', { name: nameOf(participant) }));
    const onGone = (participant: Participant) => announce(t('call.gone', { name: nameOf(participant) }));
    const onTrack = (publication: TrackPublication, participant: Participant) => {
      if (publication.source === Track.Source.ScreenShare)
        announce(t('call.announce.shareBy', { name: nameOf(participant) }));
    };
    room
      .on(RoomEvent.ParticipantConnected, onJoined)
      .on(RoomEvent.ParticipantDisconnected, onGone)
      .on(RoomEvent.TrackPublished, onTrack);
    return () => {
      room
        .off(RoomEvent.ParticipantConnected, onJoined)
        .off(RoomEvent.ParticipantDisconnected, onGone)
        .off(RoomEvent.TrackPublished, onTrack);
    };
  }, [room, t]);
}

function useOwnAnnouncements(state: CallState): void {
  const { t } = useTranslation();
  const previous = useRef(state);
  useEffect(() => {
    const before = previous.current;
    previous.current = state;
    // Devices settle while connecting; that is not news.
    if (before.phase === 'connecting') return;
    if (before.isMicrophoneOn !== state.isMicrophoneOn)
      announce(t(state.isMicrophoneOn ? 'call.announce.microphoneOn' : 'call.announce.microphoneOff'));
    if (before.isCameraOn !== state.isCameraOn)
      announce(t(state.isCameraOn ? 'call.announce.cameraOn' : 'call.announce.cameraOff'));
    if (before.isSharing !== state.isSharing)
      announce(t(state.isSharing ? 'call.announce.shareOn' : 'call.announce.shareOff'));
    if (before.phase === 'reconnecting' && state.phase === 'connected') announce(t('call.reconnected'));
  }, [state, t]);
}
