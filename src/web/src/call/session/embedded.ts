import { RoomEvent } from 'livekit-client';
import type { HostPage } from '../../embed/hostPage';
import type { CallSession } from './callSession';

/** Tells the page around ours what goes on in a call, and does what it asks for, until the returned function is called. */
export function tellHostPage(host: HostPage, session: CallSession): () => void {
  const { room, state, connection, own } = session;
  const onCount = () => host.count(room.remoteParticipants.size + 1);
  const onState = () => {
    const { phase, isMicrophoneOn, isCameraOn, isSharing } = state.get();
    if (phase !== 'connected') return;
    host.joined(connection.meeting_id, connection.participant_id, own.name);
    onCount();
    host.media(isMicrophoneOn, isCameraOn, isSharing);
  };
  const stopOffer = host.offer({
    hangUp: () => session.leave(),
    toggleMicrophone: () => session.toggleMicrophone(),
    toggleCamera: () => session.toggleCamera(),
    setDisplayName: (name) => room.localParticipant.setName(name),
  });
  const stopState = state.subscribe(onState);
  room.on(RoomEvent.ParticipantConnected, onCount).on(RoomEvent.ParticipantDisconnected, onCount);
  onState();
  return () => {
    stopOffer();
    stopState();
    room.off(RoomEvent.ParticipantConnected, onCount).off(RoomEvent.ParticipantDisconnected, onCount);
  };
}
