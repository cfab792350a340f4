import { describe, expect, test } from 'vitest';
import { lossPercent, qualityOf, readTraffic } from './traffic';

const report = (stats: Record<string, Record<string, unknown>>) => Object.entries(stats);

const chromium = report({
  T: { type: 'transport', selectedCandidatePairId: 'P' },
  P: { type: 'candidate-pair', localCandidateId: 'L', currentRoundTripTime: 0.04 },
  Q: { type: 'candidate-pair', localCandidateId: 'M', currentRoundTripTime: 0.9 },
  L: { type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
  M: { type: 'local-candidate', candidateType: 'host', protocol: 'tcp' },
  V: { type: 'inbound-rtp', kind: 'video', framesDecoded: 12, packetsReceived: 90, packetsLost: 10 },
  A: { type: 'inbound-rtp', kind: 'audio', packetsReceived: 50, packetsLost: -2 },
});
const firefox = report({
  P: { type: 'candidate-pair', selected: true, localCandidateId: 'L', currentRoundTripTime: 0.1 },
  L: { type: 'local-candidate', candidateType: 'relay', protocol: 'udp' },
});

describe('readTraffic', () => {
  test('adds up connections and names the ways in use', () =>
    expect(readTraffic([chromium, firefox])).toEqual({
      framesDecoded: 12,
      audioPackets: 50,
      packetsReceived: 140,
      packetsLost: 10,
      roundTripMs: 100,
      paths: new Set(['udp', 'relay']),
    }));

  test('nothing yet is nothing', () =>
    expect(readTraffic([[]])).toMatchObject({ framesDecoded: 0, roundTripMs: null, paths: new Set() }));
});

test('loss counts only what happened in between', () => {
  const before = readTraffic([chromium]);
  expect(lossPercent(before, { ...before, packetsReceived: 215, packetsLost: 35 })).toBe(25);
  expect(lossPercent(before, before)).toBe(0);
});

test.each([
  [20, 0, 'good'],
  [200, 0, 'fair'],
  [20, 4, 'fair'],
  [400, 0, 'poor'],
  [20, 10, 'poor'],
] as const)('%i ms and %i %% are %s', (roundTripMs, loss, quality) =>
  expect(qualityOf(roundTripMs, loss)).toBe(quality),
);
