import { useSyncExternalStore } from 'react';
import { RoomEvent } from 'livekit-client';
import { useTranslation } from 'react-i18next';
import {
  CircleAlert,
  LoaderCircle,
  MicOff,
  MonitorUp,
  SignalLow,
  LockOpen,
  Volume2,
  WifiOff,
  X,
} from 'lucide-react';
import { useStore } from '../../store/useStore';
import { bannerOf } from '../session/connectionBanner';
import type { Notice } from '../session/callSession';
import { useCall } from '../useCall';
import styles from './Banners.module.css';

/** What needs attention stands above the stage, full width, on every screen. */
export function Banners() {
  const { t } = useTranslation();
  const { session } = useCall();
  const { isSharing, isMonitorShared, notice } = useStore(session.state);
  return (
    <div className={styles.banners}>
      <EnableSound />
      <ConnectionStatus />
      <OtherKey />
      {isSharing && (
        <div className={styles.banner} data-testid="own-screen">
          <MonitorUp size={18} aria-hidden="true" />
          <p>{t(isMonitorShared ? 'call.mirrors' : 'call.screenYours')}</p>
          <button type="button" className={styles.action} onClick={() => void session.toggleScreen()}>
            {t('call.stopSharing')}
          </button>
        </div>
      )}
      <MicrophoneTrouble />
      {notice && <NoticeBanner notice={notice} onClose={() => session.dismissNotice()} />}
    </div>
  );
}

function ConnectionStatus() {
  const { t } = useTranslation();
  const { session, network, preferences } = useCall();
  const phase = useStore(session.state, (state) => state.phase);
  const banner = bannerOf({ phase, ...useStore(network.state) });
  const receive = useStore(preferences, (current) => current.receive);
  return (
    <>
      <div role="status">
        {banner !== null && banner !== 'slow' && (
          <p
            className={`${styles.banner} ${banner === 'connecting' ? '' : styles.warning}`}
            data-testid={banner === 'offline' ? 'reconnecting' : banner}
            data-banner={banner}
          >
            {banner === 'offline' ? (
              <WifiOff size={18} aria-hidden="true" />
            ) : (
              <LoaderCircle size={18} className={styles.spin} aria-hidden="true" />
            )}
            {t(`call.${banner}`)}
          </p>
        )}
      </div>
      {banner === 'slow' && (
        <div className={`${styles.banner} ${styles.warning}`} role="status" data-banner="slow">
          <SignalLow size={18} aria-hidden="true" />
          <p>{t('call.slow')}</p>
          {receive !== 'audio' && (
            <button
              type="button"
              className={styles.action}
              onClick={() => preferences.patch({ receive: 'audio' })}
            >
              {t('call.receiveLimit.audio')}
            </button>
          )}
          <button
            type="button"
            className={styles.close}
            aria-label={t('common.close')}
            onClick={() => network.dismissSlow()}
          >
            <X size={18} aria-hidden="true" />
          </button>
        </div>
      )}
    </>
  );
}

/** Always there as a live region. One person's trouble stands on their tile; this is for the case that it may be one's own. */
function OtherKey() {
  const { t } = useTranslation();
  const { encryption, panel } = useCall();
  const isEverybody = useStore(encryption, (state) => state.isEverybody);
  return (
    <div role="status">
      {isEverybody && (
        <div className={`${styles.banner} ${styles.warning} ${styles.long}`} data-testid="other-key">
          <LockOpen size={18} aria-hidden="true" />
          <p>
            <strong>{t('encryption.everybody')}</strong> {t('encryption.everybodyText')}
          </p>
          <button type="button" className={styles.action} onClick={() => panel.toggle('encryption')}>
            {t('encryption.compare')}
          </button>
        </div>
      )}
    </div>
  );
}

function EnableSound() {
  const { t } = useTranslation();
  const { room } = useCall();
  const canPlay = useSyncExternalStore(
    (onChange) => {
      room.on(RoomEvent.AudioPlaybackStatusChanged, onChange);
      return () => room.off(RoomEvent.AudioPlaybackStatusChanged, onChange);
    },
    () => room.canPlaybackAudio,
  );
  if (canPlay) return null;
  return (
    <button
      type="button"
      className={`${styles.banner} ${styles.sound}`}
      data-testid="enable-sound"
      onClick={() => void room.startAudio()}
    >
      <Volume2 size={20} aria-hidden="true" />
      <span>
        <strong>{t('call.enableSound')}</strong> <span>{t('call.enableSoundText')}</span>
      </span>
    </button>
  );
}

/** Always there as a live region, so that screen readers hear what appears in it. */
function MicrophoneTrouble() {
  const { t } = useTranslation();
  const { microphone, session } = useCall();
  const trouble = useStore(microphone.trouble);
  return (
    <div role="status">
      {trouble && (
        <div className={`${styles.banner} ${styles.warning}`} data-trouble={trouble}>
          <MicOff size={18} aria-hidden="true" />
          <p>
            <strong>{t(`microphone.${trouble}.title`)}</strong> {t(`microphone.${trouble}.text`)}
          </p>
          {trouble === 'talkingWhileMuted' && (
            <button type="button" className={styles.action} onClick={() => void session.setMicrophone(true)}>
              {t('call.microphoneOff')}
            </button>
          )}
          <button
            type="button"
            className={styles.close}
            aria-label={t('common.close')}
            onClick={() => microphone.dismiss()}
          >
            <X size={18} aria-hidden="true" />
          </button>
        </div>
      )}
    </div>
  );
}

function NoticeBanner({ notice, onClose }: { notice: Notice; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={`${styles.banner} ${styles.warning}`} role="alert" data-testid="notice">
      <CircleAlert size={18} aria-hidden="true" />
      <p>
        {notice.kind === 'share' && t('call.shareFailed')}
        {notice.kind === 'forbidden' && t(`host.forbidden.${notice.what}`)}
        {notice.kind === 'blur' && t('blur.cameraOff')}
        {notice.kind === 'device' && (
          <>
            <strong>{t(`devices.${notice.problem}.${notice.device}`)}.</strong>{' '}
            {t(`devices.help.${notice.problem}`)}
          </>
        )}
      </p>
      <button type="button" className={styles.close} aria-label={t('common.close')} onClick={onClose}>
        <X size={18} aria-hidden="true" />
      </button>
    </div>
  );
}
