/** `any` is what a meeting does: the browser picks the best way. */
export type MediaPath = 'any' | 'udp' | 'tcp' | 'relay';

/** Whether a candidate of the server may be used on this path; through the relay all may. */
export function isOnPath(candidate: string, path: MediaPath): boolean {
  if (path === 'any' || path === 'relay') return true;
  // candidate:foundation component transport priority …
  return candidate.split(' ')[2]?.toLowerCase() === path;
}

/** A description without the candidates that are not on the path. */
export function keepCandidates(sdp: string, path: MediaPath): string {
  return sdp
    .split('\r\n')
    .filter((line) => !line.startsWith('a=candidate:') || isOnPath(line, path))
    .join('\r\n');
}

export type Steering = {
  /** Every connection that was made meanwhile. */
  connections: RTCPeerConnection[];
  /** Whether the server has named any way of this kind. */
  isOffered: () => boolean;
  end: () => void;
};

/**
 * Until `end`, every new connection of this page reaches the server on one path only. livekit-client offers no choice between UDP and TCP, so the
 * server's candidates are sorted out where they come in. Only the test page does this, which has no other connections.
 */
export function steerConnections(path: MediaPath): Steering {
  const Native = window.RTCPeerConnection;
  const connections: RTCPeerConnection[] = [];
  let isOffered = path === 'any';

  const configure = (config: RTCConfiguration = {}): RTCConfiguration => {
    if (path === 'any') return config;
    if (path !== 'relay') return { ...config, iceServers: [] };
    isOffered ||= (config.iceServers ?? []).some(({ urls }) =>
      [urls].flat().some((url) => /^turns?:/.test(url)),
    );
    return { ...config, iceTransportPolicy: 'relay' };
  };

  class SteeredConnection extends Native {
    constructor(config?: RTCConfiguration) {
      super(configure(config));
      connections.push(this);
    }

    override setConfiguration(config?: RTCConfiguration): void {
      super.setConfiguration(configure(config));
    }

    // The old signatures with callbacks are never used by livekit-client.
    override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const sdp = keepCandidates(description.sdp ?? '', path);
      if (path !== 'relay') isOffered ||= sdp.includes('a=candidate:');
      await super.setRemoteDescription({ type: description.type, sdp });
    }

    override async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
      if (candidate?.candidate && !isOnPath(candidate.candidate, path)) return;
      if (path !== 'relay' && candidate?.candidate) isOffered = true;
      await super.addIceCandidate(candidate ?? undefined);
    }
  }

  window.RTCPeerConnection = SteeredConnection;
  return { connections, isOffered: () => isOffered, end: () => (window.RTCPeerConnection = Native) };
}
