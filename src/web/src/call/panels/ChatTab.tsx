import { useMemo } from 'react';
import { ChatPanel } from '../../chat/ChatPanel';
import { useStore } from '../../store/useStore';
import { useBlocked } from '../host/useBlocked';
import { useCall } from '../useCall';

export function ChatTab() {
  const call = useCall();
  const people = useStore(call.roster.people);
  const others = useMemo(
    () => people.filter(({ isLocal }) => !isLocal).map(({ identity }) => call.chat.personOf(identity)),
    [call, people],
  );
  const { chat: blocked } = useBlocked();
  return <ChatPanel chat={call.chat} transfers={call.transfers} others={others} blocked={blocked} />;
}
