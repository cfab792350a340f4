import { Room } from 'livekit-client';
import { beforeEach, expect, test, vi } from 'vitest';
import { DeviceChoice } from './deviceChoice';
import { FakeRoom } from './fakeRoom';

const device = (kind: MediaDeviceKind, deviceId: string) =>
  ({ kind, deviceId, label: deviceId }) as MediaDeviceInfo;
let plugged: MediaDeviceInfo[];
let active: Partial<Record<MediaDeviceKind, string>>;
let room: FakeRoom;
let choice: DeviceChoice;

beforeEach(() => {
  localStorage.clear();
  plugged = [device('audioinput', 'desk'), device('videoinput', 'front')];
  active = { audioinput: 'desk', videoinput: 'front' };
  vi.spyOn(Room, 'getLocalDevices').mockImplementation((kind) =>
    Promise.resolve(plugged.filter((each) => each.kind === kind)),
  );
  room = Object.assign(new FakeRoom(), {
    getActiveDevice: (kind: MediaDeviceKind) => active[kind],
    switchActiveDevice: (kind: MediaDeviceKind, id: string) => {
      if (!plugged.some(({ deviceId }) => deviceId === id)) return Promise.reject(new Error('gone'));
      active = { ...active, [kind]: id };
      return Promise.resolve(true);
    },
  });
  choice = new DeviceChoice(room.asRoom);
});

const microphones = () => choice.state.get().audioinput;

test('follows what is plugged in, while somebody looks', async () => {
  const stop = choice.watch();
  await vi.waitFor(() => expect(microphones().active).toBe('desk'));
  plugged.push(device('audioinput', 'headset'));
  room.emit('mediaDevicesChanged');
  await vi.waitFor(() =>
    expect(microphones().devices.map(({ deviceId }) => deviceId)).toEqual(['desk', 'headset']),
  );
  stop();
});

test('what was chosen is in use and remembered', async () => {
  plugged.push(device('audioinput', 'headset'));
  await choice.select('audioinput', 'headset');
  expect(microphones().active).toBe('headset');
  expect(JSON.parse(localStorage.getItem('treff.devices') ?? '{}')).toMatchObject({
    microphoneId: 'headset',
  });
});

test('a device that fails is told to the caller', async () => {
  await expect(choice.select('audioinput', 'headset')).rejects.toThrow('gone');
});
