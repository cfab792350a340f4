import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Alone } from './alone';
import { FakeRoom } from './fakeRoom';

let room: FakeRoom;
let alone: Alone;
let gaveUp: number;
const quarter = 15 * 60_000;

beforeEach(() => {
  vi.useFakeTimers();
  room = new FakeRoom();
  gaveUp = 0;
  alone = new Alone(room.asRoom, () => gaveUp++);
  alone.watch();
});
afterEach(() => void vi.useRealTimers());

test('asks after a quarter of an hour, counts down, gives up', () => {
  expect(alone.state.get()).toEqual({ isAlone: true, secondsLeft: null });
  vi.advanceTimersByTime(quarter);
  expect(alone.state.get().secondsLeft).toBe(120);
  vi.advanceTimersByTime(30_000);
  expect(alone.state.get().secondsLeft).toBe(90);
  vi.advanceTimersByTime(90_000);
  expect(gaveUp).toBe(1);
});

test('an answer starts over', () => {
  vi.advanceTimersByTime(quarter + 60_000);
  alone.stay();
  expect(alone.state.get()).toEqual({ isAlone: true, secondsLeft: null });
  vi.advanceTimersByTime(quarter - 1);
  expect(alone.state.get().secondsLeft).toBeNull();
  expect(gaveUp).toBe(0);
});

test('somebody who comes ends the question', () => {
  vi.advanceTimersByTime(quarter + 60_000);
  room.add('ada', 1);
  expect(alone.state.get()).toEqual({ isAlone: false, secondsLeft: null });
  vi.advanceTimersByTime(2 * quarter);
  expect(gaveUp).toBe(0);
});

test('before the connection nobody is alone', () => {
  room.state = 'connecting';
  const early = new Alone(room.asRoom, () => undefined);
  early.watch();
  expect(early.state.get().isAlone).toBe(false);
  room.state = 'connected';
  room.emit('connected');
  expect(early.state.get().isAlone).toBe(true);
});
