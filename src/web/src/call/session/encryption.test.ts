import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Secrets } from '../../encryption/secrets';
import { CallEncryption } from './encryption';
import { FakeRoom } from './fakeRoom';
import type { FakePerson } from './fakeRoom';

const secrets: Secrets = {
  key: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  code: '123 456 789 012',
  topic: 'secret',
};

class FakePublication {
  readonly isEncrypted: boolean;
  isDesired = true;
  framesDecoded = 0;
  concealedSamples = 0;
  totalSamplesReceived = 0;

  constructor(isEncrypted: boolean) {
    this.isEncrypted = isEncrypted;
  }

  setSubscribed = (isDesired: boolean) => {
    this.isDesired = isDesired;
  };

  track = {
    getRTCStatsReport: () => {
      const { framesDecoded, concealedSamples, totalSamplesReceived } = this;
      const stat = { type: 'inbound-rtp', framesDecoded, concealedSamples, totalSamplesReceived };
      return Promise.resolve(new Map([['1', stat]]));
    },
  };
}

let room: FakeRoom;
let encryption: CallEncryption;

beforeEach(() => {
  vi.useFakeTimers();
  room = new FakeRoom();
  encryption = new CallEncryption(secrets, { terminate: vi.fn() } as unknown as Worker);
  encryption.watch(room.asRoom);
  return () => void vi.useRealTimers();
});

function publish(person: FakePerson, isEncrypted: boolean): FakePublication {
  const publication = new FakePublication(isEncrypted);
  person.trackPublications.set(String(person.trackPublications.size), publication);
  room.emit('trackPublished', publication, person);
  return publication;
}

async function fail(person: FakePerson, text = 'InvalidKey: Decryption failed'): Promise<void> {
  room.emit('encryptionError', new Error(text), person);
  await vi.advanceTimersByTimeAsync(0);
}

const troubles = () => Object.fromEntries(encryption.state.get().troubles);

describe('CallEncryption', () => {
  test('somebody with another key, until something of theirs is decoded', async () => {
    const [ada, ben] = [room.add('ada', 1), room.add('ben', 2)];
    const camera = publish(ada, true);
    publish(ben, true);
    await fail(ada);
    expect(encryption.state.get()).toMatchObject({ isEverybody: false });
    expect(troubles()).toEqual({ ada: 'otherKey' });
    // What the browser makes up for lost sound is nothing that was decoded.
    Object.assign(camera, { totalSamplesReceived: 96_000, concealedSamples: 96_000 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(troubles()).toEqual({ ada: 'otherKey' });
    camera.framesDecoded = 30;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(troubles()).toEqual({});
  });

  test('another key than everybody who sends: it may be our own that is wrong', async () => {
    const [ada, ben] = [room.add('ada', 1), room.add('ben', 2)];
    room.add('listener', 3);
    publish(ada, true);
    publish(ben, true);
    await fail(ada);
    await fail(ben, 'MissingKey: missing key at index 3');
    expect(encryption.state.get().isEverybody).toBe(true);
    room.remove('ada');
    room.remove('ben');
    expect(encryption.state.get()).toEqual({ troubles: new Map(), isEverybody: false });
  });

  test('other faults of the worker say nothing about keys', async () => {
    const ada = room.add('ada', 1);
    publish(ada, true);
    await fail(ada, 'InternalError: encryption state unknown');
    expect(troubles()).toEqual({});
  });

  test('clear sound and pictures are not taken, whoever they are said to be from', () => {
    const ada = room.add('ada', 1);
    const sealed = publish(ada, true);
    const clear = publish(ada, false);
    expect([sealed.isDesired, clear.isDesired]).toEqual([true, false]);
    expect(troubles()).toEqual({ ada: 'unencrypted' });
    ada.trackPublications.delete('1');
    room.emit('trackUnpublished', clear, ada);
    expect(troubles()).toEqual({});
  });
});
