import { CalendarClock, Lock, ShieldCheck, ShieldX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { startText } from '../meeting/countdown';
import { useStore } from '../store/useStore';
import { NoteBox } from '../ui/NoteBox';
import { Countdown } from './Countdown';
import type { Entry } from './entry';

/** What one should know before knocking: one is the host, the door is locked, it has not begun. */
export function EntryNotes({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation();
  const { startsAt, isEnteringAtStart, isLocked, isKeyReplaced } = useStore(entry.state);
  return (
    <>
      {entry.isHost && (
        <NoteBox Icon={ShieldCheck} kind="host">
          <strong>{t('join.youAreHost')}</strong>
          <p>{t('join.youAreHostText')}</p>
        </NoteBox>
      )}
      {isKeyReplaced && (
        <div role="status">
          <NoteBox Icon={ShieldX} look="warning" kind="key-replaced">
            <strong>{t('join.keyReplaced')}</strong>
            <p>{t('join.keyReplacedText')}</p>
          </NoteBox>
        </div>
      )}
      {isLocked && (
        <div role="status">
          <NoteBox Icon={Lock} look="warning" kind="locked">
            <strong>{t('join.locked')}</strong>
            <p>{t('join.lockedText')}</p>
          </NoteBox>
        </div>
      )}
      {startsAt !== null && (
        <div role="status">
          <NoteBox Icon={CalendarClock} kind="start">
            <strong>{t('join.startsAt', { time: startText(startsAt, i18n.language) })}</strong>
            <p>
              <Countdown until={startsAt} text="join.startsIn" onOver={() => entry.noteStarted()} />{' '}
              {isEnteringAtStart && t('join.willEnter')}
            </p>
          </NoteBox>
        </div>
      )}
    </>
  );
}
