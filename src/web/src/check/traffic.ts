import type { MediaPath } from './steeredConnections';

/** What went through some connections so far. */
export type Traffic = {
  framesDecoded: number;
  audioPackets: number;
  packetsReceived: number;
  packetsLost: number;
  /** The slowest connection; null while none has measured it. */
  roundTripMs: number | null;
  /** The ways in use, each one of `MediaPath`. */
  paths: ReadonlySet<MediaPath>;
};

type Stat = Record<string, unknown>;

const number = (value: unknown) => (typeof value === 'number' ? value : 0);

export function readTraffic(reports: readonly Iterable<readonly [string, Stat]>[]): Traffic {
  const traffic = { framesDecoded: 0, audioPackets: 0, packetsReceived: 0, packetsLost: 0 };
  const roundTrips: number[] = [];
  const paths = new Set<MediaPath>();
  for (const report of reports) {
    const stats = new Map(report);
    for (const stat of stats.values()) {
      if (stat.type !== 'inbound-rtp') continue;
      traffic.framesDecoded += number(stat.framesDecoded);
      traffic.packetsReceived += number(stat.packetsReceived);
      traffic.packetsLost += Math.max(0, number(stat.packetsLost));
      if (stat.kind === 'audio') traffic.audioPackets += number(stat.packetsReceived);
    }
    const pair = selectedPair(stats);
    if (!pair) continue;
    paths.add(pathOf(stats.get(String(pair.localCandidateId))));
    if (typeof pair.currentRoundTripTime === 'number') roundTrips.push(pair.currentRoundTripTime * 1_000);
  }
  return { ...traffic, paths, roundTripMs: roundTrips.length > 0 ? Math.max(...roundTrips) : null };
}

/** Chromium and Safari name the pair in the transport, Firefox marks the pair itself. */
function selectedPair(stats: ReadonlyMap<string, Stat>): Stat | undefined {
  const all = [...stats.values()];
  const named = all.find((stat) => stat.type === 'transport')?.selectedCandidatePairId;
  return (
    (typeof named === 'string' ? stats.get(named) : undefined) ??
    all.find((stat) => stat.type === 'candidate-pair' && stat.selected === true)
  );
}

function pathOf(local: Stat | undefined): MediaPath {
  if (local?.candidateType === 'relay') return 'relay';
  return local?.protocol === 'tcp' ? 'tcp' : 'udp';
}

export type Quality = 'good' | 'fair' | 'poor';

/** Above 150 ms people begin to talk over each other (ITU-T G.114), above 300 ms it is hard; sound hides 2 % of loss, not 6 %. */
export function qualityOf(roundTripMs: number, lossPercent: number): Quality {
  if (roundTripMs > 300 || lossPercent > 6) return 'poor';
  return roundTripMs > 150 || lossPercent > 2 ? 'fair' : 'good';
}

/** Of what was sent between two readings, the part that never came. */
export function lossPercent(before: Traffic, after: Traffic): number {
  const lost = Math.max(0, after.packetsLost - before.packetsLost);
  const expected = lost + Math.max(0, after.packetsReceived - before.packetsReceived);
  return expected === 0 ? 0 : (lost / expected) * 100;
}
