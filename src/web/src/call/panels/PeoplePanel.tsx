import { useId, useRef, useState } from 'react';
import type { Participant } from 'livekit-client';
import { EllipsisVertical, Hand, Mic, MicOff, MonitorUp, Pin, PinOff, Search, Star } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { Avatar } from '../../ui/Avatar';
import { EveryoneActions } from '../host/EveryoneActions';
import { PersonActions } from '../host/PersonActions';
import { WaitingList } from '../host/WaitingList';
import { QualityMark } from '../people/QualityMark';
import { cameraTile } from '../people/roster';
import { handsFirst, matchesName } from '../people/searchPeople';
import { useParticipantMedia, useSpeakingMark } from '../people/useParticipant';
import { useCall } from '../useCall';
import styles from './PeoplePanel.module.css';

/** Fewer are seen at a glance. */
const searchAbove = 10;

export function PeoplePanel() {
  const { t } = useTranslation();
  const call = useCall();
  const people = useStore(call.roster.people);
  const queue = useStore(call.hands.queue);
  const [query, setQuery] = useState('');
  const nameOf = (person: Participant) =>
    person.name || (person.isLocal ? call.session.own.name : t('call.guest'));
  const found = handsFirst(people, queue).filter((person) => matchesName(nameOf(person), query));
  const hands = found.filter(({ identity }) => queue.includes(identity));
  const others = found.filter(({ identity }) => !queue.includes(identity));

  return (
    <>
      <WaitingList />
      <EveryoneActions />
      {people.length > searchAbove && (
        <div className={styles.search}>
          <Search size={18} aria-hidden="true" />
          <input
            type="search"
            aria-label={t('call.searchPeople')}
            placeholder={t('call.searchPeople')}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </div>
      )}
      {hands.length > 0 && (
        <>
          <h3 className={styles.group}>{t('call.raisedHands')}</h3>
          <ol className={styles.list} data-testid="hands">
            {hands.map((person) => (
              <Person key={person.identity} person={person} name={nameOf(person)} />
            ))}
          </ol>
        </>
      )}
      <h3 className={styles.group}>{t('call.inMeeting', { count: people.length })}</h3>
      <ul className={styles.list} data-testid="people">
        {others.map((person) => (
          <Person key={person.isLocal ? '' : person.identity} person={person} name={nameOf(person)} />
        ))}
      </ul>
      {found.length === 0 && <p role="status">{t('call.nobodyFound')}</p>}
    </>
  );
}

function Person({ person, name }: { person: Participant; name: string }) {
  const { t } = useTranslation();
  const call = useCall();
  const row = useRef<HTMLLIElement>(null);
  const media = useParticipantMedia(person);
  useSpeakingMark(row, person, media.isMuted);
  const isHandUp = useStore(call.hands.queue, (queue) => queue.includes(media.identity));
  const tile = cameraTile(person);
  const isPinned = useStore(call.stage, ({ pinned }) => pinned === tile);
  const isSpotlit = useStore(call.hosting.rules.state, ({ spotlight }) => spotlight === media.identity);
  const isModerated = useStore(call.hosting.role, (role) => role !== null) && !person.isLocal;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const pinText = t(isPinned ? 'call.unpin' : 'call.pin', { name });
  const icon = { size: 18, 'aria-hidden': true } as const;

  return (
    <li ref={row} className={styles.person} data-identity={media.identity} data-role={media.role ?? 'guest'}>
      <span className={styles.avatar}>
        <Avatar name={name} seed={media.identity} />
      </span>
      <span className={styles.who}>
        <span className={styles.name}>{person.isLocal ? t('call.tileName', { name }) : name}</span>
        {media.role && <span className={styles.role}>{t(`call.role.${media.role}`)}</span>}
      </span>
      <QualityMark participant={person} />
      {isSpotlit && <Mark icon={<Star {...icon} />} text={t('host.spotlit')} />}
      {media.isSharing && <Mark icon={<MonitorUp {...icon} />} text={t('call.sharing')} />}
      {isHandUp && <Mark icon={<Hand {...icon} />} text={t('call.handUp')} look="hand" />}
      {media.isMuted ? (
        <Mark icon={<MicOff {...icon} />} text={t('call.muted')} look="muted" />
      ) : (
        <Mark icon={<Mic {...icon} />} text={t('call.unmuted')} look="live" />
      )}
      <button
        type="button"
        aria-label={pinText}
        title={pinText}
        onClick={() => call.togglePin(tile)}
        data-on={isPinned}
      >
        {isPinned ? <PinOff {...icon} /> : <Pin {...icon} />}
      </button>
      {isModerated && (
        <>
          <button
            type="button"
            aria-label={t('host.actionsFor', { name })}
            title={t('host.actionsFor', { name })}
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            data-testid="person-actions"
            data-on={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <EllipsisVertical {...icon} />
          </button>
          {isOpen && <PersonActions id={id} participant={person} name={name} onDone={() => setOpen(false)} />}
        </>
      )}
    </li>
  );
}

type MarkProps = { icon: React.ReactNode; text: string; look?: 'hand' | 'muted' | 'live' };

function Mark({ icon, text, look }: MarkProps) {
  return (
    <span className={styles.mark} data-look={look} title={text}>
      {icon}
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
