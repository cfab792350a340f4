import { failed, fine } from './outcome';
import type { Outcome } from './outcome';

/** The parts of a window that calls are built on. */
export type Capabilities = {
  isSecureContext: boolean;
  hasDevices: boolean;
  hasPeerConnection: boolean;
  hasSocket: boolean;
  hasAudio: boolean;
};

export function capabilitiesOf(here: Window & typeof globalThis = window): Capabilities {
  return {
    isSecureContext: here.isSecureContext,
    // Absent on pages without HTTPS, whatever the types say.
    hasDevices: typeof (here.navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia === 'function',
    hasPeerConnection:
      'RTCPeerConnection' in here && typeof RTCPeerConnection.prototype.addTransceiver === 'function',
    hasSocket: 'WebSocket' in here,
    hasAudio: 'AudioContext' in here,
  };
}

export function judgeBrowser(capabilities: Capabilities): Outcome {
  const { isSecureContext, hasDevices, hasPeerConnection, hasSocket, hasAudio } = capabilities;
  if (!isSecureContext) return failed('insecure');
  return hasDevices && hasPeerConnection && hasSocket && hasAudio ? fine('browser') : failed('browserOld');
}
