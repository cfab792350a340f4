import { useState } from 'react';
import { CalendarPlus, Check, Copy, QrCode } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { googleCalendarUrl, icsFile, nextSlot, outlookCalendarUrl } from '../../meeting/calendar';
import type { Appointment } from '../../meeting/calendar';
import { useStore } from '../../store/useStore';
import { announce } from '../../ui/Announcer';
import { useCopied } from '../../ui/useCopied';
import { useCall } from '../useCall';
import { QrImage } from './QrImage';
import styles from './AloneCard.module.css';

/** The next step of somebody who is alone: get the others here. */
export function AloneCard({ link, title }: { link: string; title: string }) {
  const { t } = useTranslation();
  const call = useCall();
  const { isAlone, secondsLeft } = useStore(call.alone.state);
  const [isCopied, copy] = useCopied();
  const [view, setView] = useState<'qr' | 'calendar' | null>(null);
  if (!isAlone || secondsLeft !== null) return null;

  const onCopy = async () => {
    announce((await copy(link)) ? t('call.copied') : t('call.copyFailed', { link }));
  };
  const toggle = (wanted: 'qr' | 'calendar') => setView(view === wanted ? null : wanted);
  return (
    <section className={styles.card} aria-labelledby="alone" data-testid="alone">
      <h2 id="alone">{t('call.aloneTitle')}</h2>
      <p>{t('call.aloneText')}</p>
      <div className={styles.row}>
        {/* A key makes it long: it is copied whole, but need not be read whole. */}
        <span className={styles.link}>
          <span>{link.replace(/^https?:\/\//, '')}</span>
        </span>
        <button type="button" className={styles.main} data-copied={isCopied} onClick={() => void onCopy()}>
          {isCopied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
          {t(isCopied ? 'call.copied' : 'call.copy')}
        </button>
      </div>
      <div className={styles.row}>
        <button
          type="button"
          aria-expanded={view === 'qr'}
          data-testid="show-qr"
          onClick={() => toggle('qr')}
        >
          <QrCode size={18} aria-hidden="true" />
          {t('call.qr')}
        </button>
        <button
          type="button"
          aria-expanded={view === 'calendar'}
          data-testid="show-calendar"
          onClick={() => toggle('calendar')}
        >
          <CalendarPlus size={18} aria-hidden="true" />
          {t('call.calendar')}
        </button>
      </div>
      {view === 'qr' && (
        <div className={styles.qr}>
          <QrImage text={link} label={t('call.qrLabel')} />
        </div>
      )}
      {view === 'calendar' && <CalendarLinks link={link} title={title} />}
    </section>
  );
}

function CalendarLinks({ link, title }: { link: string; title: string }) {
  const { t } = useTranslation();
  const call = useCall();
  const [appointment] = useState<Appointment>(() => ({
    title,
    link,
    text: t('call.calendarText'),
    ...nextSlot(new Date()),
  }));
  const outside = { target: '_blank', rel: 'noreferrer' };
  return (
    <div className={styles.row}>
      {call.session.encryption ? (
        <p className={styles.reason}>{t('encryption.calendar')}</p>
      ) : (
        <>
          <a href={googleCalendarUrl(appointment)} {...outside}>
            Google
          </a>
          <a href={outlookCalendarUrl(appointment)} {...outside}>
            Outlook
          </a>
        </>
      )}
      <a
        href={`data:text/calendar;charset=utf-8,${encodeURIComponent(icsFile(appointment, new Date()))}`}
        download="treff.ics"
      >
        {t('call.calendarFile')}
      </a>
    </div>
  );
}
