import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { useCall } from '../useCall';
import styles from './EncryptionPanel.module.css';

/** What the lock means, the digits to compare, and what it costs. */
export function EncryptionPanel() {
  const { t } = useTranslation();
  const call = useCall();
  const { troubles } = useStore(call.encryption);
  const code = call.session.encryption?.secrets.code ?? '';
  const nameOf = (identity: string) => call.room.remoteParticipants.get(identity)?.name || t('call.guest');
  return (
    <div
      className={styles.encryption}
      role="region"
      aria-label={t('encryption.title')}
      // Scrolled by keyboard: there is nothing else in it to stop at.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <p className={styles.what}>
        <Lock size={20} aria-hidden="true" />
        {t('encryption.panelText')}
      </p>
      <h3>{t('encryption.codeTitle')}</h3>
      <p className={styles.code} data-testid="comparison-code">
        {code}
      </p>
      <p>{t('encryption.codeText')}</p>
      {troubles.size > 0 && (
        <ul className={styles.troubles}>
          {[...troubles].map(([identity, trouble]) => (
            <li key={identity}>{t(`encryption.${trouble}`, { name: nameOf(identity) })}</li>
          ))}
        </ul>
      )}
      <h3>{t('encryption.off')}</h3>
      <ul>
        <li>{t('encryption.offHistory')}</li>
        <li>{t('encryption.offClear')}</li>
      </ul>
      <h3>{t('encryption.known')}</h3>
      <p>{t('encryption.knownText')}</p>
    </div>
  );
}
