import { useTranslation } from 'react-i18next';
import { googleCalendarUrl, icsFile, outlookCalendarUrl, type Appointment } from '../meeting/calendar';
import styles from './PlannedCalendar.module.css';

type Props = {
  appointment: Appointment;
  /** The server's own file: it knows the time zone, and moves the entry when the meeting moves. */
  fileUrl: string;
  /** The link carries a key that no other server may learn, ours neither. */
  isEncrypted: boolean;
};

/** Ways of a planned meeting into a calendar. */
export function PlannedCalendar({ appointment, fileUrl, isEncrypted }: Props) {
  const { t } = useTranslation();
  const outside = { target: '_blank', rel: 'noreferrer' };
  if (isEncrypted) {
    const file = `data:text/calendar;charset=utf-8,${encodeURIComponent(icsFile(appointment, new Date()))}`;
    return (
      <p className={styles.links}>
        <a href={file} download="treff.ics">
          {t('call.calendarFile')}
        </a>
        <span>{t('encryption.calendar')}</span>
      </p>
    );
  }
  return (
    <p className={styles.links}>
      <a href={fileUrl} download="treff.ics" data-testid="calendar-file">
        {t('call.calendarFile')}
      </a>
      <a href={googleCalendarUrl(appointment)} {...outside}>
        Google
      </a>
      <a href={outlookCalendarUrl(appointment)} {...outside}>
        Outlook
      </a>
    </p>
  );
}
