import { useParticipants } from '@livekit/components-react';
import { RoomEvent } from 'livekit-client';
import { Check, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { announce } from '../ui/Announcer';
import { useCopied } from '../ui/useCopied';
import styles from './AloneCard.module.css';

export function AloneCard({ link }: { link: string }) {
  const { t } = useTranslation();
  const [isCopied, copy] = useCopied();
  const participants = useParticipants({ updateOnlyOn: [RoomEvent.ParticipantConnected] });
  if (participants.length > 1) return null;

  const onCopy = async () => {
    announce((await copy(link)) ? t('call.copied') : t('call.copyFailed', { link }));
  };
  return (
    <section className={styles.card} aria-labelledby="alone" data-testid="alone">
      <h2 id="alone">{t('call.aloneTitle')}</h2>
      <p>{t('call.aloneText')}</p>
      <div className={styles.row}>
        <span className={styles.link}>{link.replace(/^https?:\/\//, '')}</span>
        <button type="button" data-copied={isCopied} onClick={() => void onCopy()}>
          {isCopied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
          {t(isCopied ? 'call.copied' : 'call.copy')}
        </button>
      </div>
    </section>
  );
}
