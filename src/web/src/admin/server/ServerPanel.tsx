import { useState } from 'react';
import { CircleAlert, CircleCheck, Info, TriangleAlert, Video } from 'lucide-react';
import { fetchAdvice, fetchConfiguration } from '../../api/admin';
import type { AdviceGiven, SettingInForce } from '../../api/admin';
import { createMeeting } from '../../api/createMeeting';
import { ApiError } from '../../api/request';
import { meetingPath } from '../../meeting/meetingLink';
import { Button } from '../../ui/Button';
import { Failure } from '../Failure';
import { useLoaded } from '../useLoaded';
import { useAdminTexts } from '../texts';
import { LogLevels } from './LogLevels';
import styles from './ServerPanel.module.css';

export function ServerPanel() {
  const { t } = useAdminTexts();
  return (
    <section className={styles.panel} aria-labelledby="server-title">
      <h1 id="server-title">{t('server.title')}</h1>
      <TestCall />
      <Health />
      <LogLevels />
      <Configuration />
    </section>
  );
}

function TestCall() {
  const { t } = useAdminTexts();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const start = async () => {
    // Opened at once, by the click: later the browser would take it for an advertisement.
    const tab = open('', '_blank');
    setBusy(true);
    setError(null);
    try {
      const path = meetingPath((await createMeeting({}, true)).meeting_id);
      if (tab) tab.location.href = path;
      else location.href = path;
    } catch (failure) {
      tab?.close();
      setError((failure instanceof ApiError ? failure.detail : null) ?? t('failed'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.test}>
      <Button busy={busy} data-testid="test-call" onClick={() => void start()}>
        <Video size={18} aria-hidden="true" />
        {busy ? t('server.starting') : t('server.testCall')}
      </Button>
      <a href="/test" target="_blank" rel="noreferrer">
        {t('server.checkPage')}
      </a>
      <p>{t('server.testCallText')}</p>
      {error && <p role="alert">{error}</p>}
    </div>
  );
}

const icons = { ok: CircleCheck, hint: Info, warning: TriangleAlert, problem: CircleAlert };

function Health() {
  const { t } = useAdminTexts();
  const { value, error, reload } = useLoaded(fetchAdvice);
  return (
    <section aria-labelledby="health-title">
      <h2 id="health-title">{t('server.health')}</h2>
      {error && <Failure error={error} onRetry={reload} />}
      {!value && !error && <p role="status">{t('loading')}</p>}
      <ul className={styles.advice}>
        {value?.map((advice) => (
          <Advice key={advice.code} advice={advice} />
        ))}
      </ul>
    </section>
  );
}

function Advice({ advice }: { advice: AdviceGiven }) {
  const { t } = useAdminTexts();
  const Icon = icons[advice.level];
  return (
    <li data-level={advice.level} data-testid={`advice-${advice.code}`}>
      <span role="img" aria-label={t(`server.level.${advice.level}`)} className={styles.icon}>
        <Icon size={22} aria-hidden="true" />
      </span>
      <div>
        <h3>{advice.title}</h3>
        <p>{advice.detail}</p>
      </div>
    </li>
  );
}

function Configuration() {
  const { t } = useAdminTexts();
  const { value, error, reload } = useLoaded(fetchConfiguration);
  const [onlySet, setOnlySet] = useState(false);
  return (
    <section aria-labelledby="configuration-title">
      <h2 id="configuration-title">{t('server.configuration')}</h2>
      <p className={styles.text}>{t('server.configurationText')}</p>
      {error && <Failure error={error} onRetry={reload} />}
      <label className={styles.filter}>
        <input type="checkbox" checked={onlySet} onChange={(event) => setOnlySet(event.target.checked)} />
        {t('server.onlySet')}
      </label>
      <dl className={styles.settings}>
        {value
          ?.filter((setting) => setting.is_set || !onlySet)
          .map((setting) => (
            <Setting key={setting.name} setting={setting} />
          ))}
      </dl>
    </section>
  );
}

function Setting({ setting }: { setting: SettingInForce }) {
  const { t } = useAdminTexts();
  return (
    <div data-set={setting.is_set}>
      <dt>{setting.name}</dt>
      <dd>
        {setting.is_secret
          ? setting.is_set
            ? t('server.secret')
            : t('server.unset')
          : (setting.value ?? t('server.unset'))}
        {!setting.is_set && setting.value !== null && <span> ({t('server.default')})</span>}
      </dd>
    </div>
  );
}
