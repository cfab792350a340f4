import { useTranslation } from 'react-i18next';
import { Mic, Video, Volume2 } from 'lucide-react';
import { BlurSelect } from '../devices/BlurSelect';
import { deviceOptions } from '../devices/deviceList';
import type { LocalMedia } from '../devices/localMedia';
import type { PreviewBlur } from '../devices/previewBlur';
import { useStore } from '../store/useStore';
import { SelectField } from '../ui/SelectField';
import { SpeakerTest } from './SpeakerTest';
import styles from './DeviceSelects.module.css';

export function DeviceSelects({ media, blur }: { media: LocalMedia; blur: PreviewBlur }) {
  const { t } = useTranslation();
  const { level, problem } = useStore(blur.state);
  const { devices, preferences, cameraTrack, microphoneTrack } = useStore(media.state);
  const texts = {
    default: t('join.defaultDevice'),
    unnamed: (number: number) => t('join.unnamedDevice', { number }),
  };
  const cameras = deviceOptions(devices.cameras, texts);
  const microphones = deviceOptions(devices.microphones, texts);
  const speakers = deviceOptions(devices.speakers, texts);
  const none = [{ value: '', label: t('join.noDevice') }];
  const inUse = (track: MediaStreamTrack | null, preferred?: string) =>
    track?.getSettings().deviceId ?? preferred ?? '';

  return (
    <div className={styles.selects}>
      <SelectField
        label={t('join.microphone')}
        icon={<Mic size={18} aria-hidden="true" />}
        options={microphones.length > 0 ? microphones : none}
        value={inUse(microphoneTrack, preferences.microphoneId)}
        disabled={microphones.length === 0}
        onChange={(id) => void media.select('microphone', id)}
      />
      <SelectField
        label={t('join.camera')}
        icon={<Video size={18} aria-hidden="true" />}
        options={cameras.length > 0 ? cameras : none}
        value={inUse(cameraTrack, preferences.cameraId)}
        disabled={cameras.length === 0}
        onChange={(id) => void media.select('camera', id)}
      />
      {speakers.length > 0 && (
        <SelectField
          label={t('join.speaker')}
          icon={<Volume2 size={18} aria-hidden="true" />}
          options={speakers}
          value={preferences.speakerId ?? 'default'}
          onChange={(id) => media.selectSpeaker(id)}
        />
      )}
      <BlurSelect level={level} problem={problem} onChange={(wanted) => void blur.setLevel(wanted)} />
      <SpeakerTest speakerId={preferences.speakerId} />
    </div>
  );
}
