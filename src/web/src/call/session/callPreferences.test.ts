import { beforeEach, expect, test } from 'vitest';
import { CallPreferencesStore, readCallPreferences } from './callPreferences';

beforeEach(() => localStorage.clear());

test('what was chosen is there next time', () => {
  new CallPreferencesStore().patch({ layout: 'speaker', receive: 'low', singleKeys: false });
  expect(readCallPreferences()).toMatchObject({ layout: 'speaker', receive: 'low', singleKeys: false });
});

test.each(['{', '[]', '{"layout":"mosaic","receive":4,"sounds":"no"}', 'null'])(
  'what others wrote there does not matter: %s',
  (text) => {
    localStorage.setItem('treff.call', text);
    expect(readCallPreferences()).toMatchObject({ layout: 'auto', receive: 'best', sounds: true });
  },
);
