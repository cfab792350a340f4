import type { Participant } from 'livekit-client';

const samplesInPacket = 960;

/**
 * Frames of pictures and packets of sound that were decoded of somebody so far. Sound that the browser made up for lost packets does not count, and
 * that is all there is while nothing can be decrypted.
 */
export async function decodedSoFar(participant: Participant): Promise<number> {
  const reports = await Promise.all(
    [...participant.trackPublications.values()].map(async ({ track }) => track?.getRTCStatsReport()),
  );
  return reports.reduce((sum, report) => sum + (report ? decodedIn(report) : 0), 0);
}

export function decodedIn(report: RTCStatsReport): number {
  let decoded = 0;
  report.forEach((stat: RTCInboundRtpStreamStats) => {
    if (stat.type !== 'inbound-rtp') return;
    decoded += stat.framesDecoded ?? 0;
    const samples = (stat.totalSamplesReceived ?? 0) - (stat.concealedSamples ?? 0);
    decoded += Math.max(0, samples) / samplesInPacket;
  });
  return decoded;
}
