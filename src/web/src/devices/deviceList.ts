export type DeviceList = {
  cameras: MediaDeviceInfo[];
  microphones: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
};

export const noDevices: DeviceList = { cameras: [], microphones: [], speakers: [] };

export function sortDevices(all: readonly MediaDeviceInfo[]): DeviceList {
  const ofKind = (kind: MediaDeviceKind) => all.filter((device) => device.kind === kind);
  return {
    cameras: ofKind('videoinput'),
    microphones: ofKind('audioinput'),
    // Choosing a speaker needs setSinkId; Safari lists speakers but cannot use them.
    speakers: 'setSinkId' in HTMLMediaElement.prototype ? ofKind('audiooutput') : [],
  };
}

export type DeviceOption = { value: string; label: string };

/** Options for a select. Before the permission is given, browsers hide names and ids. */
export function deviceOptions(
  devices: readonly MediaDeviceInfo[],
  texts: { default: string; unnamed: (number: number) => string },
): DeviceOption[] {
  const named = devices.filter((device) => device.deviceId !== '');
  if (named.length === 0) return devices.length > 0 ? [{ value: '', label: texts.default }] : [];
  return named.map((device, index) => ({
    value: device.deviceId,
    label: device.label || (device.deviceId === 'default' ? texts.default : texts.unnamed(index + 1)),
  }));
}
