import { beforeEach, describe, expect, test } from 'vitest';
import { FakeRoom } from '../session/fakeRoom';
import { Roster } from './roster';

let room: FakeRoom;
let roster: Roster;
let now: number;
let changes: number;

const settled = () => new Promise<void>((resolve) => queueMicrotask(resolve));
const ids = () => roster.tiles.get().map(({ id }) => id);

beforeEach(() => {
  room = new FakeRoom();
  now = 0;
  roster = new Roster(room.asRoom, () => now++);
  roster.watch();
  changes = 0;
  roster.tiles.subscribe(() => changes++);
});

describe('Roster', () => {
  test('oneself first, then the others as they came; many arrivals are one change', async () => {
    room.add('b', 5);
    room.add('a', 3);
    await settled();
    expect(ids()).toEqual(['own', 'camera:a', 'camera:b']);
    expect(changes).toBe(1);
  });

  test('who leaves makes room, the others stay in place', async () => {
    for (const [index, identity] of ['a', 'b', 'c'].entries()) room.add(identity, index + 1);
    await settled();
    room.remove('b');
    await settled();
    expect(ids()).toEqual(['own', 'camera:a', 'camera:c']);
  });

  test('who speaks on the visible page changes nothing', async () => {
    for (const [index, identity] of ['a', 'b', 'c'].entries()) room.add(identity, index + 1);
    await settled();
    roster.setView(4, null);
    const before = changes;
    room.speak('a');
    room.speak('c', 'a');
    room.speak();
    expect(changes).toBe(before);
    expect(roster.speaker.get()).toBe('camera:a');
  });

  test('who speaks on another page changes places with the most silent one', async () => {
    for (const [index, identity] of ['a', 'b', 'c', 'd'].entries()) room.add(identity, index + 1);
    await settled();
    roster.setView(3, null);
    room.speak('b');
    room.speak('d');
    expect(ids()).toEqual(['own', 'camera:d', 'camera:b', 'camera:c', 'camera:a']);
  });

  test('who is pinned stays on the page', async () => {
    for (const [index, identity] of ['a', 'b', 'c'].entries()) room.add(identity, index + 1);
    await settled();
    roster.setView(2, 'camera:a');
    room.speak('c');
    expect(ids()).toEqual(['own', 'camera:a', 'camera:b', 'camera:c']);
  });

  test('one speaks oneself without being the speaker', () => {
    room.speak('me');
    expect(roster.speaker.get()).toBeNull();
  });

  test('screens come last, in the order in which they were shared; the own one is not there', async () => {
    const ada = room.add('a', 1);
    const ben = room.add('b', 2);
    room.localParticipant.publications.screen_share = { trackSid: 'own' };
    ben.publications.screen_share = { trackSid: 'first' };
    room.emit('trackPublished');
    await settled();
    ada.publications.screen_share = { trackSid: 'second' };
    room.emit('trackPublished');
    await settled();
    expect(ids().slice(3)).toEqual(['screen:b', 'screen:a']);
  });

  test('a tile is the same object until something about it changes', async () => {
    room.add('a', 1);
    await settled();
    const [own, before] = roster.tiles.get();
    room.add('b', 2);
    await settled();
    expect(roster.tiles.get()[1]).toBe(before);
    roster.setShape('camera:a', true);
    expect(roster.tiles.get()[0]).toBe(own);
    expect(roster.tiles.get()[1]).toMatchObject({ isUpright: true });
  });
});
