import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleMinus,
  CircleX,
  LoaderCircle,
} from 'lucide-react';
import { watchLevel } from '../devices/levelMeter';
import { readPreferences } from '../devices/preferences';
import { playTestTone } from '../devices/testTone';
import { useStore } from '../store/useStore';
import { Button } from '../ui/Button';
import type { CheckRun } from './checkRun';
import { isOutcome } from './outcome';
import type { CheckId } from './outcome';
import { sentence } from './report';
import styles from './CheckRow.module.css';

const icons = {
  waiting: CircleDashed,
  running: LoaderCircle,
  asking: CircleHelp,
  ok: CircleCheck,
  warning: CircleAlert,
  failed: CircleX,
  skipped: CircleMinus,
};

export function CheckRow({ id, run }: { id: CheckId; run: CheckRun }) {
  const { t } = useTranslation();
  const row = useStore(run.state, ({ rows }) => rows[id]);
  const Icon = icons[row.status];
  const trouble = isOutcome(row) && row.status !== 'ok' && row.finding !== 'skipped' ? row.finding : null;
  return (
    <li className={styles.row} data-check={id} data-status={row.status}>
      <Icon size={24} className={styles.icon} aria-hidden="true" />
      <div className={styles.words}>
        <h2>{t(`check.name.${id}`)}</h2>
        <p>{isOutcome(row) ? sentence(t, row) : t(waitingText(id, row.status))}</p>
        {trouble && <p className={styles.advice}>{t(`check.advice.${trouble}`)}</p>}
        {id === 'speakers' && row.status !== 'waiting' && row.status !== 'skipped' && <TryTone run={run} />}
        {id === 'camera' && <Picture run={run} />}
        {id === 'microphone' && <Level run={run} />}
      </div>
    </li>
  );
}

/** The only check that needs the person while it runs. */
function waitingText(id: CheckId, status: 'waiting' | 'running' | 'asking') {
  return id === 'microphone' && status === 'running' ? 'check.speakNow' : (`check.status.${status}` as const);
}

function TryTone({ run }: { run: CheckRun }) {
  const { t } = useTranslation();
  const [phase, setPhase] = useState<'quiet' | 'playing' | 'played'>('quiet');
  const play = async () => {
    setPhase('playing');
    try {
      await playTestTone(readPreferences().speakerId);
      setPhase('played');
    } catch {
      // The row says that the browser does not play it.
      run.answerSpeakers(null);
      setPhase('quiet');
    }
  };
  const answer = (isHeard: boolean) => {
    run.answerSpeakers(isHeard);
    setPhase('quiet');
  };
  return (
    <div className={styles.tone}>
      <Button look="secondary" busy={phase === 'playing'} onClick={() => void play()}>
        {t(phase === 'playing' ? 'check.playing' : 'check.play')}
      </Button>
      {phase === 'played' && (
        <>
          <span role="status">{t('check.heard')}</span>
          <Button look="secondary" onClick={() => answer(true)}>
            {t('check.yes')}
          </Button>
          <Button look="secondary" onClick={() => answer(false)}>
            {t('check.no')}
          </Button>
        </>
      )}
    </div>
  );
}

function Picture({ run }: { run: CheckRun }) {
  const { t } = useTranslation();
  const camera = useStore(run.state, (state) => state.camera);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current && camera) video.current.srcObject = new MediaStream([camera]);
  }, [camera]);
  if (!camera) return null;
  return (
    <video ref={video} className={styles.picture} aria-label={t('join.preview')} autoPlay playsInline muted />
  );
}

/** Moves without React: the level goes straight into a custom property. */
function Level({ run }: { run: CheckRun }) {
  const microphone = useStore(run.state, (state) => state.microphone);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!microphone) return;
    return watchLevel(microphone, (level) => bar.current?.style.setProperty('--level', level.toFixed(2)));
  }, [microphone]);
  if (!microphone) return null;
  return <div ref={bar} className={styles.level} aria-hidden="true" />;
}
