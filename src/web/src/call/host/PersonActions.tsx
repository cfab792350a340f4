import type { Participant } from 'livekit-client';
import {
  Hand,
  MessageSquareDot,
  MicOff,
  MonitorX,
  ShieldMinus,
  ShieldPlus,
  Star,
  StarOff,
  UserX,
  VideoOff,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { useParticipantMedia } from '../people/useParticipant';
import { useCall } from '../useCall';
import { personActions } from './personActions';
import type { PersonAction } from './personActions';
import styles from './Actions.module.css';

const icons: Record<PersonAction, LucideIcon> = {
  mute: MicOff,
  ask: MessageSquareDot,
  stopCamera: VideoOff,
  stopShare: MonitorX,
  lowerHand: Hand,
  spotlight: Star,
  endSpotlight: StarOff,
  makeCohost: ShieldPlus,
  takeCohost: ShieldMinus,
  remove: UserX,
};

type Props = { id: string; participant: Participant; name: string; onDone: () => void };

/** What a host can do with one person, below their name. */
export function PersonActions({ id, participant, name, onDone }: Props) {
  const { t } = useTranslation();
  const call = useCall();
  const { moderation, role, rules } = call.hosting;
  const media = useParticipantMedia(participant);
  const ownRole = useStore(role);
  const isSpotlit = useStore(rules.state, ({ spotlight }) => spotlight === media.identity);
  const isHandUp = useStore(call.hands.queue, (queue) => queue.includes(media.identity));
  const person = { identity: media.identity, name };
  const run: Record<PersonAction, () => unknown> = {
    mute: () => moderation.mute(person, 'microphone'),
    ask: () => moderation.askToUnmute(person),
    stopCamera: () => moderation.mute(person, 'camera'),
    stopShare: () => moderation.mute(person, 'screen_share'),
    lowerHand: () => moderation.lowerHand(person),
    spotlight: () => moderation.spotlight(person),
    endSpotlight: () => moderation.spotlight(null),
    makeCohost: () => moderation.setCohost(person, true),
    takeCohost: () => moderation.setCohost(person, false),
    remove: () => moderation.question.set({ kind: 'remove', person }),
  };
  const actions = personActions({
    ownRole,
    role: media.role,
    isMuted: media.isMuted,
    isCameraOn: media.isCameraOn,
    isSharing: media.isSharing,
    isHandUp,
    isSpotlit,
  });

  return (
    <div id={id} className={styles.actions} role="group" aria-label={t('host.actionsFor', { name })}>
      {actions.map((action) => {
        const Icon = icons[action];
        return (
          <button
            key={action}
            type="button"
            className={action === 'remove' ? styles.danger : undefined}
            data-action={action}
            onClick={() => {
              onDone();
              void run[action]();
            }}
          >
            <Icon size={18} aria-hidden="true" />
            {t(`host.action.${action}`)}
          </button>
        );
      })}
    </div>
  );
}
