import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LucideIcon } from 'lucide-react';
import {
  Ban,
  CalendarX,
  CircleCheck,
  CloudOff,
  Copy,
  DoorClosed,
  DoorOpen,
  Hourglass,
  KeyRound,
  Link2Off,
  LockKeyhole,
  SearchX,
  ShieldAlert,
  Users,
} from 'lucide-react';
import { ApiError } from '../api/request';
import { LanguageSwitch } from '../i18n/LanguageSwitch';
import { createAsHost } from '../keys/create';
import { useCreation } from '../keys/useCreation';
import type { Ending } from '../meeting/ending';
import { meetingLink } from '../meeting/meetingLink';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { useTitle } from '../ui/useTitle';
import styles from './EndingPage.module.css';

type Action = 'rejoin' | 'here' | 'retry' | 'knock' | 'new' | 'home';

/** The first action is the one that most people want next. */
const endings: Record<Ending, { Icon: LucideIcon; actions: Action[] }> = {
  left: { Icon: DoorOpen, actions: ['rejoin', 'home'] },
  idle: { Icon: Hourglass, actions: ['rejoin', 'home'] },
  kicked: { Icon: DoorClosed, actions: ['rejoin', 'home'] },
  keptout: { Icon: Ban, actions: ['home'] },
  denied: { Icon: DoorClosed, actions: ['home'] },
  timedout: { Icon: Hourglass, actions: ['knock', 'home'] },
  ended: { Icon: CircleCheck, actions: ['home', 'new'] },
  duplicate: { Icon: Copy, actions: ['here', 'home'] },
  notfound: { Icon: SearchX, actions: ['new', 'home'] },
  expired: { Icon: CalendarX, actions: ['new', 'home'] },
  full: { Icon: Users, actions: ['retry', 'home'] },
  unreachable: { Icon: CloudOff, actions: ['retry', 'home'] },
  media: { Icon: ShieldAlert, actions: ['retry', 'home'] },
  invalid: { Icon: Link2Off, actions: ['home', 'new'] },
  keymissing: { Icon: KeyRound, actions: ['home'] },
  keydamaged: { Icon: KeyRound, actions: ['home'] },
  noencryption: { Icon: LockKeyhole, actions: ['retry', 'home'] },
};

/** Where the way to the server or the browser may be at fault: the test of the connection says which. */
const isTestable: readonly Ending[] = ['unreachable', 'media', 'noencryption'];

type Props = {
  ending: Ending;
  /** The server's own explanation, when there is one; it replaces our text. */
  detail?: string | null;
  /** Where a host of the meeting reads who was there. */
  attendance?: string | null;
  onBack?: () => void;
  onHome?: () => void;
  onOpen: (meetingId: string) => void;
};

export function EndingPage({ ending, detail, attendance, onBack, onHome, onOpen }: Props) {
  const { t } = useTranslation();
  const [creating, setCreating] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const { Icon, actions } = endings[ending];
  const mayCreate = useCreation(actions.includes('new')) !== 'closed';
  const title = t(`ending.${ending}.title`);
  useTitle(title);

  // A screen reader should hear where the person has got to.
  useEffect(() => heading.current?.focus(), [ending]);

  const create = async () => {
    setCreating(true);
    setError(null);
    try {
      onOpen((await createAsHost()).meeting_id);
    } catch (failure) {
      setCreating(false);
      const isAnswer = failure instanceof ApiError && !failure.isUnreachable;
      setError(isAnswer ? (failure.detail ?? t('home.createFailed')) : t('home.unreachable'));
    }
  };

  const run: Record<Action, (() => void) | undefined> = {
    rejoin: onBack,
    here: onBack,
    retry: onBack,
    knock: onBack,
    new: mayCreate ? () => void create() : undefined,
    home: onHome,
  };

  return (
    <Page page={ending} homeLabel={t('common.home')} corner={<LanguageSwitch />}>
      <div className={styles.ending}>
        <span className={styles.icon}>
          <Icon size={34} strokeWidth={1.75} aria-hidden="true" />
        </span>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        <p className={styles.text}>{detail ?? t(`ending.${ending}.text`)}</p>
        {ending === 'invalid' && <p className={styles.example}>{meetingLink('abc-defg-hij')}</p>}
        <div className={styles.actions}>
          {actions
            .filter((action) => run[action])
            .map((action, index) => (
              <Button
                key={action}
                look={index === 0 ? 'primary' : 'secondary'}
                busy={action === 'new' && creating}
                onClick={run[action]}
              >
                {action === 'new' && creating ? t('ending.action.creating') : t(`ending.action.${action}`)}
              </Button>
            ))}
        </div>
        {isTestable.includes(ending) && (
          <p className={styles.test}>
            <a href="/test">{t('check.link')}</a>
          </p>
        )}
        {attendance && (ending === 'left' || ending === 'ended') && (
          <p className={styles.test}>
            <a href={attendance}>{t('ending.attendance')}</a>
          </p>
        )}
        {error && (
          <p className={styles.error} role="alert">
            {error}
          </p>
        )}
      </div>
    </Page>
  );
}
