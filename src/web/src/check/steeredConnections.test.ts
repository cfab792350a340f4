import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isOnPath, keepCandidates, steerConnections } from './steeredConnections';

const udp = 'candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host';
const tcp = 'candidate:2 1 TCP 1671430143 192.0.2.1 8000 typ host tcptype passive';

test.each([
  [udp, 'udp', true],
  [tcp, 'udp', false],
  [udp, 'tcp', false],
  [tcp, 'tcp', true],
  [tcp, 'any', true],
  [udp, 'relay', true],
  ['', 'udp', false],
] as const)('%s on %s: %s', (candidate, path, expected) => expect(isOnPath(candidate, path)).toBe(expected));

test('a description keeps everything but the other candidates', () => {
  const sdp = ['v=0', `a=${udp}`, `a=${tcp}`, 'a=end-of-candidates', ''].join('\r\n');
  expect(keepCandidates(sdp, 'tcp')).toBe(['v=0', `a=${tcp}`, 'a=end-of-candidates', ''].join('\r\n'));
});

class FakeConnection {
  descriptions: string[] = [];
  candidates: unknown[] = [];
  readonly config: RTCConfiguration;
  constructor(config: RTCConfiguration) {
    this.config = config;
  }
  setConfiguration() {}
  setRemoteDescription({ sdp }: { sdp: string }) {
    this.descriptions.push(sdp);
    return Promise.resolve();
  }
  addIceCandidate(candidate: unknown) {
    this.candidates.push(candidate);
    return Promise.resolve();
  }
}

describe('steerConnections', () => {
  beforeEach(() => {
    vi.stubGlobal('RTCPeerConnection', FakeConnection);
  });
  afterEach(() => vi.unstubAllGlobals());

  const turn = { iceServers: [{ urls: ['turn:meet.example.org'] }] };

  test('lets only candidates of the path through, and says whether there were any', async () => {
    const steering = steerConnections('udp');
    const connection = new RTCPeerConnection(turn) as unknown as FakeConnection;
    expect(connection.config.iceServers).toEqual([]);
    await connection.addIceCandidate({ candidate: tcp });
    expect(steering.isOffered()).toBe(false);
    await connection.addIceCandidate({ candidate: udp });
    expect(steering.isOffered()).toBe(true);
    expect(connection.candidates).toEqual([{ candidate: udp }]);
    expect(steering.connections).toEqual([connection]);
    steering.end();
    expect(window.RTCPeerConnection).toBe(FakeConnection);
  });

  test('the relay needs a TURN server', () => {
    const steering = steerConnections('relay');
    new RTCPeerConnection({ iceServers: [{ urls: 'stun:meet.example.org' }] });
    expect(steering.isOffered()).toBe(false);
    const connection = new RTCPeerConnection(turn) as unknown as FakeConnection;
    expect(steering.isOffered()).toBe(true);
    expect(connection.config.iceTransportPolicy).toBe('relay');
    steering.end();
  });
});
