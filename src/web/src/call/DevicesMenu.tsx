import { useEffect, useId, useRef, useState } from 'react';
import { useMediaDeviceSelect } from '@livekit/components-react';
import type { Room } from 'livekit-client';
import { Mic, Settings2, Video, Volume2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { deviceOptions } from '../devices/deviceList';
import { savePreferences } from '../devices/preferences';
import { SelectField } from '../ui/SelectField';
import { ControlButton } from './ControlButton';
import styles from './DevicesMenu.module.css';

export function DevicesMenu({ room }: { room: Room }) {
  const { t } = useTranslation();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLDivElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.querySelector('button')?.focus();
  };
  return (
    <div ref={button} className={styles.anchor}>
      <ControlButton
        label={t('call.devices')}
        icon={<Settings2 size={22} aria-hidden="true" />}
        look={isOpen ? 'active' : 'plain'}
        aria-expanded={isOpen}
        aria-controls={id}
        data-testid="devices"
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && <DevicesPanel id={id} room={room} onClose={close} />}
    </div>
  );
}

function DevicesPanel({ id, room, onClose }: { id: string; room: Room; onClose: () => void }) {
  const { t } = useTranslation();
  const panel = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });

  useEffect(() => {
    const element = panel.current;
    element?.querySelector<HTMLElement>('select:not(:disabled), button')?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close.current();
    };
    const onPointer = (event: PointerEvent) => {
      const anchor = element?.parentElement;
      if (event.target instanceof Node && !anchor?.contains(event.target)) close.current();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPointer);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPointer);
    };
  }, []);

  return (
    <div ref={panel} id={id} className={styles.panel} role="dialog" aria-label={t('call.devices')}>
      <div className={styles.head}>
        <h2>{t('call.devices')}</h2>
        <button type="button" aria-label={t('common.close')} onClick={onClose}>
          <X size={20} aria-hidden="true" />
        </button>
      </div>
      <DeviceSelect room={room} kind="audioinput" />
      <DeviceSelect room={room} kind="videoinput" />
      {'setSinkId' in HTMLMediaElement.prototype && <DeviceSelect room={room} kind="audiooutput" />}
    </div>
  );
}

const kinds = {
  audioinput: { label: 'join.microphone', Icon: Mic, preference: 'microphoneId' },
  videoinput: { label: 'join.camera', Icon: Video, preference: 'cameraId' },
  audiooutput: { label: 'join.speaker', Icon: Volume2, preference: 'speakerId' },
} as const;

function DeviceSelect({ room, kind }: { room: Room; kind: MediaDeviceKind }) {
  const { t } = useTranslation();
  const { label, Icon, preference } = kinds[kind];
  const { devices, activeDeviceId, setActiveMediaDevice } = useMediaDeviceSelect({ kind, room });
  const options = deviceOptions(devices, {
    default: t('join.defaultDevice'),
    unnamed: (number) => t('join.unnamedDevice', { number }),
  });
  const select = (deviceId: string) => {
    savePreferences({ [preference]: deviceId });
    // A failure is reported by the room as a device error and shown as a notice.
    setActiveMediaDevice(deviceId).catch(() => undefined);
  };
  return (
    <SelectField
      label={t(label)}
      icon={<Icon size={18} aria-hidden="true" />}
      options={options.length > 0 ? options : [{ value: '', label: t('join.noDevice') }]}
      value={activeDeviceId}
      disabled={options.length === 0}
      onChange={select}
    />
  );
}
