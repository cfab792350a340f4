import { ConnectionError, DisconnectReason } from 'livekit-client';
import { describe, expect, test } from 'vitest';
import { endingOfConnectError, endingOfDisconnect } from './disconnect';

describe('endingOfDisconnect', () => {
  const tested = new Set<DisconnectReason | undefined>();

  test.each([
    [DisconnectReason.CLIENT_INITIATED, 'left'],
    [DisconnectReason.DUPLICATE_IDENTITY, 'duplicate'],
    [DisconnectReason.PARTICIPANT_REMOVED, 'kicked'],
    [DisconnectReason.ROOM_DELETED, 'ended'],
    [DisconnectReason.ROOM_CLOSED, 'ended'],
    [DisconnectReason.SERVER_SHUTDOWN, 'lost'],
    [DisconnectReason.STATE_MISMATCH, 'lost'],
    [DisconnectReason.MIGRATION, 'lost'],
    [DisconnectReason.SIGNAL_CLOSE, 'lost'],
    [DisconnectReason.JOIN_FAILURE, 'media'],
    [DisconnectReason.MEDIA_FAILURE, 'media'],
    [DisconnectReason.USER_UNAVAILABLE, 'ended'],
    [DisconnectReason.USER_REJECTED, 'ended'],
    [DisconnectReason.SIP_TRUNK_FAILURE, 'ended'],
    [DisconnectReason.AGENT_ERROR, 'ended'],
    [DisconnectReason.CONNECTION_TIMEOUT, 'lost'],
    [DisconnectReason.UNKNOWN_REASON, 'lost'],
    [undefined, 'lost'],
  ] as const)('%s → %s', (reason, ending) => {
    tested.add(reason);
    expect(endingOfDisconnect(reason)).toBe(ending);
  });

  test('no reason is left out', () => {
    const all = Object.values(DisconnectReason).filter((value) => typeof value === 'number');
    expect(all.filter((reason) => !tested.has(reason))).toEqual([]);
  });
});

describe('endingOfConnectError', () => {
  test.each([
    [ConnectionError.leaveRequest('', DisconnectReason.DUPLICATE_IDENTITY), 'duplicate'],
    [ConnectionError.leaveRequest('', DisconnectReason.ROOM_DELETED), 'ended'],
    [ConnectionError.leaveRequest('', DisconnectReason.SERVER_SHUTDOWN), 'unreachable'],
    [ConnectionError.cancelled(''), 'left'],
    [ConnectionError.notAllowed('requested room does not exist', 404), 'notfound'],
    [ConnectionError.notAllowed('invalid authorization token', 401), 'unreachable'],
    [ConnectionError.serverUnreachable(''), 'unreachable'],
    [ConnectionError.websocket(''), 'unreachable'],
    [new Error('WebRTC is missing'), 'unreachable'],
  ])('%s → %s', (error, ending) => expect(endingOfConnectError(error)).toBe(ending));
});
