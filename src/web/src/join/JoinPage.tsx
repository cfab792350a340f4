import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { joinMeeting } from '../api/joinMeeting';
import type { JoinedMeeting } from '../api/joinMeeting';
import { ApiError } from '../api/request';
import { LocalMedia } from '../devices/localMedia';
import type { TakenMedia } from '../devices/localMedia';
import { EncryptionNote } from '../encryption/EncryptionNote';
import { LanguageSwitch } from '../i18n/LanguageSwitch';
import { endingOfStatus } from '../meeting/ending';
import type { Ending } from '../meeting/ending';
import { Page } from '../ui/Page';
import { useTitle } from '../ui/useTitle';
import { DeviceSelects } from './DeviceSelects';
import { JoinForm } from './JoinForm';
import { Preview } from './Preview';
import { saveName } from './displayName';
import { useMeetingInfo } from './useMeetingInfo';
import styles from './JoinPage.module.css';

export type Joined = { meeting: JoinedMeeting; name: string; title: string | null; media: TakenMedia };

type Props = {
  meetingId: string;
  /** Of a meeting that is encrypted end to end. */
  linkKey: string | null;
  onJoined: (joined: Joined) => void;
  /** The meeting cannot be joined; `detail` is the server's own explanation. */
  onRefused: (ending: Ending, detail: string | null) => void;
};

export function JoinPage({ meetingId, linkKey, onJoined, onRefused }: Props) {
  const { t } = useTranslation();
  const [media] = useState(() => new LocalMedia());
  const [joining, setJoining] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const info = useMeetingInfo(meetingId, onRefused);
  useTitle(info?.name ?? meetingId);

  const isKeyMissing = info?.e2ee === true && linkKey === null;
  useEffect(() => {
    if (isKeyMissing) onRefused('keymissing', null);
  });

  useEffect(() => {
    void media.start();
    return () => media.release();
  }, [media]);

  const join = async (name: string) => {
    setJoining(true);
    setError(null);
    saveName(name);
    try {
      const meeting = await joinMeeting(meetingId, name);
      onJoined({ meeting, name, title: info?.name ?? null, media: media.take() });
    } catch (failure) {
      setJoining(false);
      const problem = failure instanceof ApiError ? failure : null;
      const ending = problem && endingOfStatus(problem.status);
      if (ending) onRefused(ending, problem.detail);
      else setError(problem?.detail ?? t('join.failed'));
    }
  };

  return (
    <Page
      page="prejoin"
      homeLabel={t('common.home')}
      corner={<LanguageSwitch />}
      footer={
        <p>
          <a href="/test">{t('check.link')}</a>
        </p>
      }
    >
      <div className={styles.columns}>
        <div className={styles.media}>
          <Preview media={media} />
          <DeviceSelects media={media} />
        </div>
        <div className={styles.form}>
          <h1 className={styles.title}>{info?.name || t('join.title')}</h1>
          <p className={styles.people} role="status">
            {info && t('join.people', { count: info.participant_count })}
          </p>
          {linkKey !== null && <EncryptionNote linkKey={linkKey} />}
          <JoinForm joining={joining} error={error} onJoin={(name) => void join(name)} />
        </div>
      </div>
    </Page>
  );
}
