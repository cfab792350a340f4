import { useEffect, useState } from 'react';
import { Mic, Video, Volume2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { BlurSelect } from '../../devices/BlurSelect';
import { deviceOptions } from '../../devices/deviceList';
import { LanguageSwitch } from '../../i18n/LanguageSwitch';
import { useStore } from '../../store/useStore';
import { SelectField } from '../../ui/SelectField';
import { SwitchField } from '../../ui/SwitchField';
import { receiveLimits } from '../session/callPreferences';
import type { ReceiveLimit } from '../session/callPreferences';
import { DeviceChoice } from '../session/deviceChoice';
import { useCall } from '../useCall';
import styles from './SettingsPanel.module.css';

export function SettingsPanel() {
  const { t } = useTranslation();
  const call = useCall();
  const { preferences } = call;
  const { receive, noiseSuppression, echoCancellation, sounds } = useStore(preferences);
  const { blur } = call.session;
  const { level, problem } = useStore(blur.state);
  const [choice] = useState(() => new DeviceChoice(call.room));
  useEffect(() => choice.watch(), [choice]);

  return (
    <>
      <h3 className={styles.group}>{t('call.devices')}</h3>
      <div className={styles.fields}>
        <DeviceSelect choice={choice} kind="audioinput" />
        <DeviceSelect choice={choice} kind="videoinput" />
        {'setSinkId' in HTMLMediaElement.prototype && <DeviceSelect choice={choice} kind="audiooutput" />}
        <BlurSelect level={level} problem={problem} onChange={(wanted) => void blur.setLevel(wanted)} />
      </div>
      <h3 className={styles.group}>{t('call.sound')}</h3>
      <SwitchField
        label={t('call.noiseSuppression')}
        description={t('call.noiseSuppressionText')}
        isOn={noiseSuppression}
        onChange={(on) => preferences.patch({ noiseSuppression: on })}
      />
      <SwitchField
        label={t('call.echoCancellation')}
        description={t('call.echoCancellationText')}
        isOn={echoCancellation}
        onChange={(on) => preferences.patch({ echoCancellation: on })}
      />
      <SwitchField
        label={t('call.sounds')}
        isOn={sounds}
        onChange={(on) => preferences.patch({ sounds: on })}
      />
      <h3 className={styles.group}>{t('call.receive')}</h3>
      <fieldset className={styles.choices}>
        <legend className="visually-hidden">{t('call.receive')}</legend>
        {receiveLimits.map((limit) => (
          <label key={limit} className={styles.choice}>
            <input
              type="radio"
              name="receive"
              value={limit}
              checked={limit === receive}
              onChange={(event) => preferences.patch({ receive: event.target.value as ReceiveLimit })}
            />
            <span>
              {t(`call.receiveLimit.${limit}`)}
              <span className={styles.text}>{t(`call.receiveLimitText.${limit}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className={styles.language}>
        <LanguageSwitch />
      </div>
    </>
  );
}

const kinds = {
  audioinput: { label: 'join.microphone', Icon: Mic },
  videoinput: { label: 'join.camera', Icon: Video },
  audiooutput: { label: 'join.speaker', Icon: Volume2 },
} as const;

function DeviceSelect({ choice, kind }: { choice: DeviceChoice; kind: MediaDeviceKind }) {
  const { t } = useTranslation();
  const call = useCall();
  const { label, Icon } = kinds[kind];
  const { devices, active } = useStore(choice.state, (state) => state[kind]);
  const options = deviceOptions(devices, {
    default: t('join.defaultDevice'),
    unnamed: (number) => t('join.unnamedDevice', { number }),
  });
  return (
    <SelectField
      label={t(label)}
      icon={<Icon size={18} aria-hidden="true" />}
      options={options.length > 0 ? options : [{ value: '', label: t('join.noDevice') }]}
      value={active}
      disabled={options.length === 0}
      onChange={(deviceId) => {
        choice.select(kind, deviceId).catch(() => call.toasts.show({ kind: 'deviceFailed' }));
      }}
    />
  );
}
