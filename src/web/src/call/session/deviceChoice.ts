import { Room, RoomEvent } from 'livekit-client';
import { savePreferences } from '../../devices/preferences';
import { Store } from '../../store/store';

export type DeviceChoiceState = Record<
  MediaDeviceKind,
  { devices: readonly MediaDeviceInfo[]; active: string }
>;

const kinds: readonly MediaDeviceKind[] = ['audioinput', 'videoinput', 'audiooutput'];
const preferenceOf = {
  audioinput: 'microphoneId',
  videoinput: 'cameraId',
  audiooutput: 'speakerId',
} as const;

const none = { devices: [], active: '' };

/** Which devices there are and which are in use, while somebody looks at them. */
export class DeviceChoice {
  readonly state = new Store<DeviceChoiceState>({ audioinput: none, videoinput: none, audiooutput: none });
  private readonly room: Room;

  constructor(room: Room) {
    this.room = room;
  }

  watch(): () => void {
    const refresh = () => void this.refresh();
    const events = [
      RoomEvent.MediaDevicesChanged,
      RoomEvent.ActiveDeviceChanged,
      RoomEvent.LocalTrackPublished,
    ] as const;
    for (const event of events) this.room.on(event, refresh);
    refresh();
    return () => {
      for (const event of events) this.room.off(event, refresh);
    };
  }

  /** A device that fails is reported by the room and shown as a notice. */
  async select(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    savePreferences({ [preferenceOf[kind]]: deviceId });
    await this.room.switchActiveDevice(kind, deviceId);
    await this.refresh();
  }

  private async refresh(): Promise<void> {
    const lists = await Promise.all(kinds.map((kind) => Room.getLocalDevices(kind, false)));
    const entries = kinds.map((kind, index) => {
      const devices = lists[index] ?? [];
      return [kind, { devices, active: this.room.getActiveDevice(kind) ?? '' }];
    });
    this.state.set(Object.fromEntries(entries) as DeviceChoiceState);
  }
}
