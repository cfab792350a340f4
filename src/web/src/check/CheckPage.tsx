import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../i18n/later';
import { Check, Copy, Play, RotateCcw } from 'lucide-react';
import { thisPlatform } from '../devices/platform';
import { LanguageSwitch } from '../i18n/LanguageSwitch';
import { useStore } from '../store/useStore';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { useCopied } from '../ui/useCopied';
import { useTitle } from '../ui/useTitle';
import { CheckRow } from './CheckRow';
import { CheckRun } from './checkRun';
import { checkIds, verdictOf } from './outcome';
import { reportText } from './report';
import styles from './CheckPage.module.css';

/** `/test`: whether browser, devices and network are fit for a meeting, in plain words. */
export function CheckPage() {
  const { t } = useTranslation();
  const [run] = useState(() => new CheckRun());
  const { phase } = useStore(run.state);
  useTitle(t('check.title'));
  useEffect(() => () => run.release(), [run]);

  return (
    <Page page="check" homeLabel={t('common.home')} corner={<LanguageSwitch />}>
      <div className={styles.check}>
        <h1>{t('check.title')}</h1>
        <p className={styles.intro}>{t('check.intro')}</p>
        {phase === 'idle' ? (
          <Button className={styles.start} onClick={() => void run.start()}>
            <Play size={18} aria-hidden="true" />
            {t('check.start')}
          </Button>
        ) : (
          <Summary run={run} />
        )}
        <ol className={styles.rows} aria-label={t('check.title')}>
          {checkIds.map((id) => (
            <CheckRow key={id} id={id} run={run} />
          ))}
        </ol>
      </div>
    </Page>
  );
}

function Summary({ run }: { run: CheckRun }) {
  const { t } = useTranslation();
  const { phase, rows } = useStore(run.state);
  const isDone = phase === 'done';
  const verdict = verdictOf(Object.values(rows));
  return (
    <div className={styles.summary}>
      <p
        role="status"
        className={styles.verdict}
        data-testid="verdict"
        data-verdict={isDone ? verdict : 'running'}
      >
        {isDone ? t(`check.verdict.${verdict}`) : t('check.running')}
      </p>
      {isDone && (
        <div className={styles.actions}>
          <CopyReport run={run} />
          <Button look="secondary" onClick={() => void run.start()}>
            <RotateCcw size={18} aria-hidden="true" />
            {t('check.again')}
          </Button>
        </div>
      )}
    </div>
  );
}

function CopyReport({ run }: { run: CheckRun }) {
  const { t } = useTranslation();
  const [copied, copy] = useCopied();
  const [shown, setShown] = useState<string | null>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => text.current?.select(), [shown]);

  const copyReport = async () => {
    const { rows } = run.state.get();
    const report = reportText(t, { rows, platform: thisPlatform(), server: location.host, at: new Date() });
    // Where nothing can be copied, it can still be marked and copied by hand.
    setShown((await copy(report)) ? null : report);
  };
  return (
    <>
      <Button look="secondary" onClick={() => void copyReport()}>
        {copied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
        <span aria-live="polite">{copied ? t('check.copied') : t('check.copy')}</span>
      </Button>
      {shown && (
        <textarea
          ref={text}
          className={styles.report}
          readOnly
          rows={8}
          aria-label={t('check.copy')}
          value={shown}
        />
      )}
    </>
  );
}
