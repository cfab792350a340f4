import { useMemo } from 'react';
import { ChatPanel } from '../../chat/ChatPanel';
import { useStore } from '../../store/useStore';
import { useCall } from '../useCall';

export function ChatTab() {
  const call = useCall();
  const people = useStore(call.roster.people);
  const others = useMemo(
    () => people.filter(({ isLocal }) => !isLocal).map(({ identity }) => call.chat.personOf(identity)),
    [call, people],
  );
  return <ChatPanel chat={call.chat} transfers={call.transfers} others={others} />;
}
