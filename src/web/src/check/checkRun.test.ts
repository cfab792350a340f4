import { beforeEach, describe, expect, test } from 'vitest';
import { CheckRun } from './checkRun';
import type { Probes } from './checkRun';
import type { Tickets } from './exchange';
import { checkIds, failed, fine, verdictOf, warning } from './outcome';

class FakeTrack {
  isStopped = false;
  stop() {
    this.isStopped = true;
  }
}

let camera: FakeTrack;
let calls: string[];
let probes: Probes;
let network: Awaited<ReturnType<Probes['network']>>;

beforeEach(() => {
  camera = new FakeTrack();
  calls = [];
  network = {
    openTestMeeting: () => Promise.resolve({} as Tickets),
    checkSocket: () => Promise.resolve(fine('server')),
    checkPath: (_tickets, path) => {
      calls.push(path);
      return Promise.resolve(path === 'udp' ? warning('udpBlocked') : fine(path));
    },
    checkMedia: (_tickets, devices) => {
      calls.push(`${devices.length} devices`);
      return Promise.resolve({ media: fine('media'), quality: fine('quality') });
    },
  };
  probes = {
    capabilities: () => ({
      isSecureContext: true,
      hasDevices: true,
      hasPeerConnection: true,
      hasSocket: true,
      hasAudio: true,
    }),
    openDevices: () =>
      Promise.resolve({ camera: camera as unknown as MediaStreamTrack, microphone: 'missing' }),
    checkCamera: () => Promise.resolve(fine('camera')),
    checkMicrophone: () => Promise.resolve(fine('microphone')),
    network: () => Promise.resolve(network),
  };
});

const statuses = (run: CheckRun) =>
  Object.fromEntries(checkIds.map((id) => [id, run.state.get().rows[id].status]));

describe('CheckRun', () => {
  test('goes through everything, one way of the network after the other', async () => {
    const run = new CheckRun(probes);
    await run.start();
    expect(calls).toEqual(['udp', 'tcp', 'relay', '1 devices']);
    expect(statuses(run)).toMatchObject({
      browser: 'ok',
      camera: 'ok',
      microphone: 'warning',
      speakers: 'asking',
      server: 'ok',
      udp: 'warning',
      media: 'ok',
      quality: 'ok',
    });
    expect(run.state.get().phase).toBe('done');
    expect(camera.isStopped).toBe(true);
    run.answerSpeakers(false);
    expect(run.state.get().rows.speakers).toEqual(warning('speakersUnheard'));
  });

  test('without a socket the network is not tried', async () => {
    network.checkSocket = () => Promise.resolve(failed('socketBlocked'));
    const run = new CheckRun(probes);
    await run.start();
    expect(calls).toEqual([]);
    expect(statuses(run)).toMatchObject({
      server: 'failed',
      udp: 'skipped',
      media: 'skipped',
      quality: 'skipped',
    });
  });

  test('a server that is gone fails, also when the code of the checks does not arrive', async () => {
    probes.network = () => Promise.reject(new TypeError('Failed to fetch'));
    const run = new CheckRun(probes);
    await run.start();
    expect(run.state.get().rows.server).toEqual(failed('serverUnreachable'));
    expect(run.state.get().rows.relay.status).toBe('skipped');
  });

  test('an old browser is told so and asked for nothing', async () => {
    probes.capabilities = () => ({
      isSecureContext: true,
      hasDevices: true,
      hasPeerConnection: false,
      hasSocket: true,
      hasAudio: true,
    });
    probes.openDevices = () => Promise.reject(new Error('must not be asked'));
    const run = new CheckRun(probes);
    await run.start();
    expect(run.state.get().rows.browser).toEqual(failed('browserOld'));
    expect(run.state.get().phase).toBe('done');
  });

  test('leaving the page while the browser asks closes what is opened later', async () => {
    let answer: (devices: Awaited<ReturnType<Probes['openDevices']>>) => void = () => undefined;
    probes.openDevices = () => new Promise((resolve) => (answer = resolve));
    const run = new CheckRun(probes);
    const running = run.start();
    run.release();
    answer({ camera: camera as unknown as MediaStreamTrack, microphone: 'denied' });
    await running;
    expect(camera.isStopped).toBe(true);
    expect(calls).toEqual([]);
    expect(run.state.get().phase).toBe('running');
  });
});

test('the verdict is the worst that was found', () => {
  expect(verdictOf([fine('browser'), { status: 'asking' }])).toBe('ok');
  expect(verdictOf([fine('browser'), warning('udpBlocked')])).toBe('warning');
  expect(verdictOf([failed('mediaFailed'), warning('udpBlocked')])).toBe('failed');
});
