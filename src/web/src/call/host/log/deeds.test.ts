import { renderHook } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { LoggedDeed } from '../../../api/meetingLog';
import { startI18n } from '../../../i18n/i18n';
import { deedText } from './deeds';

startI18n(['en']);
// Adds its texts to what has been started.
const { useLogTexts } = await import('./texts');

const textOf = (logged: LoggedDeed) => deedText(logged, renderHook(() => useLogTexts()).result.current.t);

const deed = (fields: Partial<LoggedDeed>): LoggedDeed => ({
  at: '2026-01-15T10:30:00Z',
  actor_name: 'Hana',
  actor_role: 'host',
  action: 'end',
  target_name: null,
  detail: null,
  ...fields,
});

describe('deedText', () => {
  test.each([
    [{ action: 'admit', target_name: 'Max' }, 'Hana let Max in'],
    [{ action: 'mute', target_name: 'Max', detail: 'camera' }, 'Hana turned off the camera of Max'],
    [{ action: 'mute_all', detail: 'keep_muted' }, 'Hana muted everybody and keeps them muted'],
    [{ action: 'mute_all' }, 'Hana muted everybody'],
    [{ action: 'role', target_name: 'Max', detail: 'cohost' }, 'Hana made Max co-host'],
    [{ action: 'role', target_name: 'Max', detail: 'guest' }, 'Hana took the co-host role from Max'],
    [{ action: 'spotlight', target_name: 'Max' }, 'Hana showed Max large to everyone'],
    [{ action: 'spotlight' }, 'Hana ended showing somebody large'],
    [{ action: 'keep_out', target_name: 'Max' }, 'Hana removed Max and keeps them out'],
    [{ action: 'end' }, 'Hana ended the meeting'],
  ])('%j', (fields, text) => expect(textOf(deed(fields))).toBe(text));

  test('names each changed option once, and those of a newer server as they are', () =>
    expect(
      textOf(
        deed({
          action: 'settings',
          detail: 'name, permissions, permissions.chat, permissions.unmute, theme',
        }),
      ),
    ).toBe('Hana changed: name, what guests may do, theme'));

  test('says by whose right it was done when nobody has a name', () => {
    expect(textOf(deed({ actor_name: null }))).toBe('Somebody with the host key ended the meeting');
    expect(textOf(deed({ actor_name: null, actor_role: 'operator' }))).toBe('The operator ended the meeting');
  });

  test('an unknown deed stands there in the words of the server', () =>
    expect(textOf(deed({ action: 'start_recording', detail: 'mp4' }))).toBe('Hana: start_recording, mp4'));
});
