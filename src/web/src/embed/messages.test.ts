import { describe, expect, test } from 'vitest';
import { parseCommand } from './messages';

describe('parseCommand', () => {
  test.each(['hangUp', 'toggleMicrophone', 'toggleCamera'])(
    'takes %s, and nothing that stands beside it',
    (name) => {
      const type = `treff.${name}`;
      expect(parseCommand({ type, extra: { deep: true } })).toEqual({ kind: 'command', command: { type } });
    },
  );

  test('takes a name without the blanks around it', () =>
    expect(parseCommand({ type: 'treff.setDisplayName', displayName: ' Ada Lovelace ' })).toEqual({
      kind: 'command',
      command: { type: 'treff.setDisplayName', displayName: 'Ada Lovelace' },
    }));

  test.each([undefined, null, 5, {}, [], '', '   ', 'a\nb', 'x\u202ey', 'x'.repeat(101)])(
    'refuses the name %j',
    (displayName) =>
      expect(parseCommand({ type: 'treff.setDisplayName', displayName })).toMatchObject({
        kind: 'wrong',
        code: 'invalid_command',
      }),
  );

  test('counts characters as people do', () =>
    expect(parseCommand({ type: 'treff.setDisplayName', displayName: '😀'.repeat(100) }).kind).toBe(
      'command',
    ));

  test.each([
    undefined,
    null,
    'treff.hangUp',
    7,
    [],
    {},
    { type: 1 },
    { type: 'webpackOk' },
    { type: 'TREFF.hangUp' },
  ])('leaves alone what is of somebody else: %j', (data) =>
    expect(parseCommand(data)).toEqual({ kind: 'foreign' }),
  );

  test.each(['treff.', 'treff.explode', 'treff.toString', 'treff.__proto__'])('knows no command %s', (type) =>
    expect(parseCommand({ type })).toMatchObject({ kind: 'wrong', code: 'unknown_command' }),
  );
});
