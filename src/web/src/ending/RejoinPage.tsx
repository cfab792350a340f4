import { useEffect, useRef, useState } from 'react';
import { CloudOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../i18n/LanguageSwitch';
import { useStore } from '../store/useStore';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { useTitle } from '../ui/useTitle';
import { Rejoin, joinAgain } from './rejoin';
import type { RejoinResult } from './rejoin';
import styles from './EndingPage.module.css';

type Props = {
  meetingId: string;
  name: string;
  attempt: number;
  onResult: (result: RejoinResult) => void;
  onLeave: () => void;
};

/** The call broke off: it is joined again as soon as that works, without a click. */
export function RejoinPage({ meetingId, name, attempt, onResult, onLeave }: Props) {
  const { t } = useTranslation();
  const result = useRef(onResult);
  useEffect(() => {
    result.current = onResult;
  });
  const [rejoin] = useState(() => new Rejoin(joinAgain(meetingId, name), attempt));
  const { isTrying, secondsLeft } = useStore(rejoin.state);
  const heading = useRef<HTMLHeadingElement>(null);
  const title = t('ending.lost.title');
  useTitle(title);
  useEffect(() => rejoin.start((outcome) => result.current(outcome)), [rejoin]);
  useEffect(() => heading.current?.focus(), []);

  return (
    <Page page="rejoining" homeLabel={t('common.home')} corner={<LanguageSwitch />}>
      <div className={styles.ending}>
        <span className={styles.icon}>
          <CloudOff size={34} strokeWidth={1.75} aria-hidden="true" />
        </span>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        <p className={styles.text}>{t('ending.lost.text')}</p>
        <p className={styles.text} data-testid="countdown">
          {isTrying ? t('ending.lost.trying') : t('ending.lost.next', { count: secondsLeft })}
        </p>
        <div className={styles.actions}>
          <Button busy={isTrying} onClick={() => void rejoin.tryNow()}>
            {t('ending.action.now')}
          </Button>
          <Button look="secondary" onClick={onLeave}>
            {t('ending.action.leave')}
          </Button>
        </div>
        <p className={styles.test}>
          {/* In another tab: this one goes on trying. */}
          <a href="/test" target="_blank" rel="noreferrer">
            {t('check.link')}
          </a>
        </p>
      </div>
    </Page>
  );
}
