import { ConnectionQuality } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Network, bannerOf } from './connectionBanner';
import { FakeRoom } from './fakeRoom';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const fine = { phase: 'connected', isOnline: true, isSlow: false, isSlowDismissed: false } as const;

describe('bannerOf', () => {
  test.each([
    [{}, null],
    [{ isOnline: false }, null],
    [{ phase: 'connecting' }, 'connecting'],
    [{ phase: 'reconnecting' }, 'reconnecting'],
    [{ phase: 'reconnecting', isOnline: false }, 'offline'],
    [{ phase: 'reconnecting', isSlow: true }, 'reconnecting'],
    [{ isSlow: true }, 'slow'],
    [{ isSlow: true, isSlowDismissed: true }, null],
  ] as const)('%j → %s', (known, banner) => expect(bannerOf({ ...fine, ...known })).toBe(banner));
});

describe('Network', () => {
  test('is slow after a while, not at once, and says so again after it was good', () => {
    const room = new FakeRoom();
    const network = new Network(room.asRoom);
    const stop = network.watch();
    const measure = (quality: ConnectionQuality) =>
      room.localParticipant.emit('connectionQualityChanged', quality);
    measure(ConnectionQuality.Poor);
    vi.advanceTimersByTime(7_000);
    measure(ConnectionQuality.Good);
    vi.advanceTimersByTime(7_000);
    expect(network.state.get().isSlow).toBe(false);
    measure(ConnectionQuality.Poor);
    vi.advanceTimersByTime(8_000);
    expect(network.state.get().isSlow).toBe(true);
    network.dismissSlow();
    measure(ConnectionQuality.Excellent);
    expect(network.state.get()).toMatchObject({ isSlow: false, isSlowDismissed: false });
    stop();
  });

  test('notices when the network goes and comes', () => {
    const network = new Network(new FakeRoom().asRoom);
    const stop = network.watch();
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    window.dispatchEvent(new Event('offline'));
    expect(network.state.get().isOnline).toBe(false);
    onLine.mockReturnValue(true);
    window.dispatchEvent(new Event('online'));
    expect(network.state.get().isOnline).toBe(true);
    stop();
  });
});
