import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JoinedMeeting } from '../api/joinMeeting';
import { LocalMedia } from '../devices/localMedia';
import { PreviewBlur } from '../devices/previewBlur';
import type { TakenMedia } from '../devices/localMedia';
import { EncryptionNote } from '../encryption/EncryptionNote';
import { LanguageSwitch } from '../i18n/LanguageSwitch';
import { WaitingPanel } from '../lobby/WaitingPanel';
import type { Ending } from '../meeting/ending';
import { useStore } from '../store/useStore';
import { Page } from '../ui/Page';
import { useTitle } from '../ui/useTitle';
import { DeviceSelects } from './DeviceSelects';
import { JoinForm } from './JoinForm';
import { Preview } from './Preview';
import { saveName } from './displayName';
import { Entry } from './entry';
import { useMeetingInfo } from './useMeetingInfo';
import styles from './JoinPage.module.css';

export type Joined = {
  meeting: JoinedMeeting;
  name: string;
  title: string | null;
  /** The readable address of the meeting. */
  alias: string | null;
  media: TakenMedia;
};

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
  const [entry] = useState(() => new Entry(meetingId));
  const { waiting, isJoining } = useStore(entry.state);
  const [blur] = useState(() => new PreviewBlur());
  const info = useMeetingInfo(meetingId, (...refusal) => {
    // Whoever waits already is told by the waiting room how it ends.
    if (!entry.state.get().waiting) onRefused(...refusal);
  });
  const title = info?.name ?? null;
  useTitle(waiting && t('lobby.tab'), title ?? meetingId);

  const isKeyMissing = info?.e2ee === true && linkKey === null;
  useEffect(() => {
    if (isKeyMissing) onRefused('keymissing', null);
  });

  useEffect(() => {
    void media.start();
    return () => media.release();
  }, [media]);

  const on = useRef({ onJoined, onRefused, title, alias: info?.alias ?? null });
  useEffect(() => {
    on.current = { onJoined, onRefused, title, alias: info?.alias ?? null };
  });
  useEffect(() => {
    if (info) entry.setInfo(info);
  }, [entry, info]);
  useEffect(
    () =>
      entry.start({
        onJoined: (meeting, name) => {
          const { title, alias } = on.current;
          on.current.onJoined({ meeting, name, title, alias, media: media.take() });
        },
        onRefused: (ending, detail) => on.current.onRefused(ending, detail),
      }),
    [entry, media],
  );

  return (
    <Page
      page={waiting ? 'waiting' : 'prejoin'}
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
          <Preview media={media} blur={blur} />
          <DeviceSelects media={media} blur={blur} />
        </div>
        <div className={styles.form}>
          {waiting ? (
            <WaitingPanel
              key={waiting.place.ticket}
              waiting={waiting}
              title={title}
              isAdmitted={isJoining}
              onLeave={() => entry.leaveWaiting()}
            />
          ) : (
            <>
              <h1 className={styles.title}>{title ?? t('join.title')}</h1>
              <p className={styles.people} role="status">
                {info && t('join.people', { count: info.participant_count })}
              </p>
              {linkKey !== null && <EncryptionNote linkKey={linkKey} />}
              <JoinForm entry={entry} onName={saveName} />
            </>
          )}
        </div>
      </div>
    </Page>
  );
}
