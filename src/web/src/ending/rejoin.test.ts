import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JoinedMeeting } from '../api/joinMeeting';
import { ApiError } from '../api/request';
import { Rejoin, waitSeconds } from './rejoin';
import type { RejoinResult } from './rejoin';

const meeting: JoinedMeeting = {
  token: 't',
  meeting_id: 'abc-defg-hij',
  livekit_url: '',
  participant_id: 'p',
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function begin(...answers: (JoinedMeeting | Error)[]) {
  const results: RejoinResult[] = [];
  const join = vi.fn(() => {
    const answer = answers.shift() ?? new ApiError(0, 'No answer');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  const rejoin = new Rejoin(join);
  return { rejoin, join, results, stop: rejoin.start((result) => results.push(result)) };
}

describe('waitSeconds', () => {
  test.each([
    [0, 2],
    [1, 4],
    [3, 16],
    [4, 30],
    [40, 30],
  ])('try %i waits %i s', (attempt, seconds) => expect(waitSeconds(attempt, 0.5)).toBe(seconds));

  test('is spread, and never nothing', () => {
    expect([waitSeconds(4, 0), waitSeconds(4, 1)]).toEqual([23, 38]);
    expect(waitSeconds(0, 0)).toBeGreaterThanOrEqual(1);
  });
});

describe('Rejoin', () => {
  test('tries until the server answers', async () => {
    const { join, results } = begin(new ApiError(0, 'No answer'), new ApiError(503, 'Starting'), meeting);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(join).toHaveBeenCalledTimes(3);
    expect(results).toEqual([{ meeting }]);
  });

  test('stops when the server says no, with its words', async () => {
    const { join, results } = begin(new ApiError(410, 'Gone', 'It has expired.'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(join).toHaveBeenCalledTimes(1);
    expect(results).toEqual([{ ending: 'expired', detail: 'It has expired.' }]);
  });

  test('counts down, and a click or the network do not wait', async () => {
    const { rejoin, join } = begin();
    const before = rejoin.state.get().secondsLeft;
    await rejoin.tryNow();
    expect(join).toHaveBeenCalledTimes(1);
    expect(rejoin.state.get().secondsLeft).toBeGreaterThanOrEqual(before);
    window.dispatchEvent(new Event('online'));
    expect(join).toHaveBeenCalledTimes(2);
    expect(rejoin.state.get().isTrying).toBe(true);
    window.dispatchEvent(new Event('online'));
    expect(join).toHaveBeenCalledTimes(2);
  });

  test('leaving the page ends it', async () => {
    const { join, results, stop } = begin(meeting);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([join.mock.calls.length, results]).toEqual([0, []]);
  });
});
