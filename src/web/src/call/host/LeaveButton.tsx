import { PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { ControlButton } from '../controls/ControlButton';
import { useCall } from '../useCall';

/** Hosts are asked whether they only leave or end the meeting for the others, too. */
export function LeaveButton() {
  const { t } = useTranslation();
  const call = useCall();
  const isHost = useStore(call.hosting.role, (role) => role === 'host');
  const leave = () => {
    if (isHost && call.room.remoteParticipants.size > 0)
      call.hosting.moderation.question.set({ kind: 'leave' });
    else call.session.leave();
  };
  return (
    <ControlButton
      label={t('call.leave')}
      text={t('call.leave')}
      icon={<PhoneOff size={22} aria-hidden="true" />}
      look="leave"
      data-testid="leave"
      onClick={leave}
    />
  );
}
