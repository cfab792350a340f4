import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeRoom } from '../session/fakeRoom';
import { Hands, handAttribute, queueOf, raisedAt } from './handQueue';

const person = (identity: string, time = '') => ({
  identity,
  attributes: { [handAttribute]: time },
});

test('queueOf: who raised first comes first, whoever is listed first', () =>
  expect(
    queueOf([
      person('c', '2026-01-01T12:00:05Z'),
      person('x'),
      person('a', '2026-01-01T12:00:01Z'),
      person('b', '2026-01-01T12:00:01Z'),
    ]),
  ).toEqual(['a', 'b', 'c']));

test.each(['', 'soon', '{}'])('raisedAt: "%s" is no raised hand', (text) =>
  expect(raisedAt(person('a', text))).toBeNull(),
);

describe('Hands', () => {
  let room: FakeRoom;
  let hands: Hands;

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12) });
    room = new FakeRoom();
    hands = new Hands(room.asRoom);
    hands.watch();
  });
  afterEach(() => void vi.useRealTimers());

  const speak = (isSpeaking: boolean) => room.localParticipant.emit('isSpeakingChanged', isSpeaking);

  test('goes up and down', async () => {
    await hands.toggle();
    expect(hands.own.get().isRaised).toBe(true);
    expect(hands.queue.get()).toEqual(['me']);
    await hands.toggle();
    expect(hands.own.get().isRaised).toBe(false);
    expect(hands.queue.get()).toEqual([]);
  });

  test('lowers itself when one speaks, and not for a cough', async () => {
    await hands.toggle();
    speak(true);
    await vi.advanceTimersByTimeAsync(500);
    speak(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(hands.own.get().isRaised).toBe(true);
    speak(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(hands.own.get()).toEqual({ isRaised: false, loweredFrom: '2026-01-01T12:00:00.000Z' });
  });

  test('"keep raised" gives the old place back, and the hand then stays', async () => {
    await hands.toggle();
    speak(true);
    await vi.advanceTimersByTimeAsync(2_000);
    await hands.keep();
    expect(room.localParticipant.attributes[handAttribute]).toBe('2026-01-01T12:00:00.000Z');
    speak(false);
    speak(true);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(hands.own.get()).toEqual({ isRaised: true, loweredFrom: null });
  });

  test('who leaves leaves the queue', () => {
    const ada = room.add('ada', 1);
    ada.attributes = { [handAttribute]: '2026-01-01T12:00:00Z' };
    room.emit('participantAttributesChanged');
    expect(hands.queue.get()).toEqual(['ada']);
    room.remove('ada');
    expect(hands.queue.get()).toEqual([]);
  });
});
