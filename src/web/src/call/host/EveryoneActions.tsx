import { useId, useState } from 'react';
import { ChevronDown, Hand, Lock, LockOpen, MicOff, OctagonX, Settings2, StarOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { useCall } from '../useCall';
import styles from './Actions.module.css';

/** What hosts do with everybody at once. */
export function EveryoneActions() {
  const { t } = useTranslation();
  const call = useCall();
  const { hosting } = call;
  const { moderation, settings, rules, role } = hosting;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const ownRole = useStore(role);
  const { isLocked, spotlight } = useStore(rules.state);
  const hasHands = useStore(call.hands.queue, (queue) => queue.length > 0);
  if (ownRole === null) return null;
  const icon = { size: 18, 'aria-hidden': true } as const;
  const then = (action: () => unknown) => () => {
    setOpen(false);
    void action();
  };
  return (
    <>
      <button
        type="button"
        className={styles.opener}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        data-testid="for-everyone"
        onClick={() => setOpen(!isOpen)}
      >
        {t('host.everyone')}
        <ChevronDown size={16} aria-hidden="true" />
      </button>
      {isOpen && (
        <div id={id} className={styles.actions} role="group" aria-label={t('host.everyone')}>
          <button type="button" data-action="muteAll" onClick={then(() => moderation.muteAll(false))}>
            <MicOff {...icon} />
            {t('host.muteAll')}
          </button>
          <button type="button" data-action="keepMuted" onClick={then(() => moderation.muteAll(true))}>
            <MicOff {...icon} />
            {t('host.keepMuted')}
          </button>
          {hasHands && (
            <button type="button" data-action="lowerHands" onClick={then(() => moderation.lowerHands())}>
              <Hand {...icon} />
              {t('host.lowerHands')}
            </button>
          )}
          {spotlight !== null && (
            <button type="button" data-action="endSpotlight" onClick={then(() => moderation.spotlight(null))}>
              <StarOff {...icon} />
              {t('host.action.endSpotlight')}
            </button>
          )}
          <button
            type="button"
            data-action="lock"
            onClick={then(() => settings.change({ locked: !isLocked }))}
          >
            {isLocked ? <LockOpen {...icon} /> : <Lock {...icon} />}
            {t(isLocked ? 'host.unlock' : 'host.lock')}
          </button>
          <button type="button" data-action="settings" onClick={then(() => call.panel.toggle('meeting'))}>
            <Settings2 {...icon} />
            {t('host.openSettings')}
          </button>
          {ownRole === 'host' && (
            <button
              type="button"
              className={styles.danger}
              data-action="end"
              onClick={then(() => moderation.question.set({ kind: 'end' }))}
            >
              <OctagonX {...icon} />
              {t('host.endForAll')}
            </button>
          )}
        </div>
      )}
    </>
  );
}
