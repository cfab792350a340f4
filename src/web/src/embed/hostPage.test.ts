import { expect, test, vi } from 'vitest';
import { HostPage } from './hostPage';
import type { HostEvent } from './messages';

const site = 'https://intranet.example';
const other = 'https://learn.example';

type Above = { parentOrigin?: string | null; origins?: string[] };

function page({ parentOrigin = site, origins = [site, other] }: Above = {}) {
  const posted: { event: HostEvent; to: string }[] = [];
  let receive: (data: unknown, origin: string) => void = () => undefined;
  const host = new HostPage({
    origin: 'https://meet.example',
    parentOrigin,
    post: (event, to) => posted.push({ event, to }),
    listen: (onMessage) => (receive = onMessage),
  });
  return {
    host,
    posted,
    types: () => posted.map(({ event }) => event.type),
    say: (data: unknown, origin = site) => receive(data, origin),
    start: () => host.start(() => Promise.resolve(origins)),
  };
}

test('events wait until the allowed sites are known, and go to the one above only', async () => {
  const { host, posted, start } = page();
  host.ready('abc-defg-hij');
  expect(posted).toEqual([]);
  await start();
  expect(posted).toEqual([
    { event: { type: 'treff.ready', version: 1, meetingId: 'abc-defg-hij' }, to: site },
  ]);
});

test('a site that is not allowed hears nothing and is not heard', async () => {
  const { host, posted, say, start } = page({ parentOrigin: 'https://evil.example' });
  const hangUp = vi.fn();
  await start();
  host.offer({ hangUp });
  host.ready('abc-defg-hij');
  say({ type: 'treff.hangUp' }, 'https://evil.example');
  say({ type: 'treff.hangUp' }, 'null');
  expect(posted).toEqual([]);
  expect(hangUp).not.toHaveBeenCalled();
});

test('where the browser does not tell who is above, each allowed site is named until one speaks', async () => {
  const { host, posted, say, start } = page({ parentOrigin: null });
  await start();
  host.ready('abc-defg-hij');
  expect(posted.map(({ to }) => to)).toEqual([site, other, 'https://meet.example']);
  say({ type: 'treff.setDisplayName', displayName: 'Ada' }, other);
  posted.length = 0;
  host.joined('abc-defg-hij', 'guest-1', 'Ada');
  expect(posted.map(({ to }) => to)).toEqual([other]);
});

test('without an answer of the server nothing is said to anybody', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const { host, posted, say } = page();
  await host.start(() => Promise.reject(new Error('gone')));
  host.ready('abc-defg-hij');
  say({ type: 'treff.hangUp' });
  expect(posted).toEqual([]);
  expect(warn).toHaveBeenCalledOnce();
});

test('a stay is told once, whatever its connection does, and only changes of what goes on in it', async () => {
  const { host, posted, types, start } = page();
  await start();
  host.count(1);
  host.joined('abc-defg-hij', 'guest-1', 'Ada');
  host.joined('abc-defg-hij', 'guest-1', 'Ada');
  host.count(2);
  host.count(2);
  host.media(true, false, false);
  host.media(true, false, false);
  host.media(true, true, false);
  host.over('abc-defg-hij', 'kicked', null);
  host.count(1);
  expect(types()).toEqual([
    'treff.joined',
    'treff.participantCount',
    'treff.media',
    'treff.media',
    'treff.left',
  ]);
  expect(posted.at(-1)?.event).toEqual({ type: 'treff.left', meetingId: 'abc-defg-hij', reason: 'kicked' });

  host.joined('abc-defg-hij', 'guest-1', 'Ada');
  host.count(2);
  expect(types().slice(-2)).toEqual(['treff.joined', 'treff.participantCount']);
});

test('a meeting that cannot be joined is an error', async () => {
  const { host, posted, start } = page();
  await start();
  host.over('abc-defg-hij', 'full', '20 people are in it already.');
  expect(posted[0]?.event).toEqual({
    type: 'treff.error',
    code: 'full',
    message: '20 people are in it already.',
  });
});

test('commands do what the call offers, and say when there is none', async () => {
  const { host, posted, say, start } = page();
  await start();
  const hangUp = vi.fn();
  const toggleMicrophone = vi.fn(() => Promise.resolve());
  const stop = host.offer({ hangUp, toggleMicrophone });
  say({ type: 'treff.toggleMicrophone' });
  say({ type: 'treff.hangUp' });
  expect([hangUp.mock.calls.length, toggleMicrophone.mock.calls.length]).toEqual([1, 1]);
  stop();
  say({ type: 'treff.hangUp' });
  await vi.waitFor(() => expect(posted.at(-1)?.event).toMatchObject({ code: 'not_in_call' }));
  expect(hangUp).toHaveBeenCalledOnce();
});

test('a name is known before the call, and used in it', async () => {
  const { host, say, start } = page();
  await start();
  say({ type: 'treff.setDisplayName', displayName: 'Ada' });
  expect(host.givenName.get()).toBe('Ada');
  const setDisplayName = vi.fn(() => Promise.resolve());
  host.offer({ setDisplayName });
  say({ type: 'treff.setDisplayName', displayName: 'Grace' });
  expect(setDisplayName).toHaveBeenCalledWith('Grace');
});

test('a command that fails or is wrong is answered', async () => {
  const { host, posted, say, start } = page();
  await start();
  host.offer({ toggleCamera: () => Promise.reject(new Error('no camera')) });
  say({ type: 'treff.toggleCamera' });
  await vi.waitFor(() => expect(posted.at(-1)?.event).toMatchObject({ code: 'command_failed' }));
  say({ type: 'treff.dance' });
  expect(posted.at(-1)?.event).toMatchObject({ code: 'unknown_command' });
  say('something else');
  expect(posted).toHaveLength(2);
});
