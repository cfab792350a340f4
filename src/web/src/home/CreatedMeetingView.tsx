import { useState } from 'react';
import { CalendarClock, ShieldCheck, Users } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CreatedMeeting } from '../api/createMeeting';
import { keyFragment } from '../encryption/key';
import { withFragment } from '../keys/fragment';
import type { Appointment } from '../meeting/calendar';
import { startText } from '../meeting/countdown';
import { meetingPath } from '../meeting/meetingLink';
import { LinkCard } from '../options/LinkCard';
import { Button } from '../ui/Button';
import { NoteBox } from '../ui/NoteBox';
import { SwitchField } from '../ui/SwitchField';
import type { MeetingDraft } from './meetingDraft';
import { PlannedCalendar } from './PlannedCalendar';
import styles from './OptionsDialog.module.css';

type Props = {
  meeting: CreatedMeeting;
  linkKey: string | null;
  draft: MeetingDraft;
  onOpen: (path: string) => void;
};

/** The links of a meeting that was made just now, with what each can do. */
export function CreatedMeetingView({ meeting, linkKey, draft, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const [hasPassword, setHasPassword] = useState(true);
  const path = meeting.alias_url ? new URL(meeting.alias_url).pathname : meetingPath(meeting.meeting_id);
  const link = location.origin + path;
  const key = linkKey ? keyFragment(linkKey) : '';
  const guestLink = link + (draft.password && hasPassword ? withFragment(key, 'pw', draft.password) : key);
  const hostLink = meeting.host_key && link + withFragment(key, 'host', meeting.host_key);
  return (
    <div className={styles.form}>
      <div className={styles.fields}>
        {draft.isPlanned && (
          <NoteBox Icon={CalendarClock} kind="planned">
            <strong>{startText(new Date(draft.startsAt).getTime(), i18n.language)}</strong>
            <p>{t(draft.isWeekly ? 'options.everyWeek' : 'options.planned')}</p>
            <PlannedCalendar
              appointment={appointment(draft, linkKey ? link + key : link, t)}
              fileUrl={`/api/v1/meetings/${meeting.meeting_id}/calendar.ics`}
              isEncrypted={linkKey !== null}
            />
          </NoteBox>
        )}
        <LinkCard
          Icon={Users}
          title={t('options.guestLink')}
          text={t('options.guestLinkText')}
          link={guestLink}
          testId="guest-link"
        >
          {draft.password && (
            <SwitchField
              label={t('options.linkHasPassword')}
              description={t('options.linkHasPasswordText')}
              isOn={hasPassword}
              onChange={setHasPassword}
            />
          )}
        </LinkCard>
        {hostLink && (
          <LinkCard
            Icon={ShieldCheck}
            title={t('options.hostLink')}
            text={t('options.hostLinkText')}
            link={hostLink}
            shown={`${link}#host=…`}
            testId="host-link"
          />
        )}
      </div>
      <div className={styles.foot}>
        <Button data-testid="go-to-meeting" onClick={() => onOpen(path + key)}>
          {t('options.go')}
        </Button>
      </div>
    </div>
  );
}

function appointment(draft: MeetingDraft, link: string, t: TFunction): Appointment {
  const start = new Date(draft.startsAt);
  const end = new Date(start.getTime() + draft.durationMinutes * 60_000);
  const title = draft.name.trim() || t('call.calendarTitle');
  return { title, link, text: t('call.calendarText'), start, end, isWeekly: draft.isWeekly };
}
