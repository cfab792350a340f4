import { ConnectionError, DisconnectReason } from 'livekit-client';
import { describe, expect, test } from 'vitest';
import { endingOfConnectError, endingOfDisconnect } from './disconnect';

describe('endingOfDisconnect', () => {
  test.each([
    [DisconnectReason.CLIENT_INITIATED, 'left'],
    [DisconnectReason.DUPLICATE_IDENTITY, 'duplicate'],
    [DisconnectReason.PARTICIPANT_REMOVED, 'kicked'],
    [DisconnectReason.ROOM_DELETED, 'ended'],
    [DisconnectReason.ROOM_CLOSED, 'ended'],
    [DisconnectReason.SERVER_SHUTDOWN, 'unreachable'],
    [DisconnectReason.SIGNAL_CLOSE, 'unreachable'],
    [DisconnectReason.JOIN_FAILURE, 'unreachable'],
    [DisconnectReason.MEDIA_FAILURE, 'unreachable'],
    [DisconnectReason.CONNECTION_TIMEOUT, 'unreachable'],
    [DisconnectReason.UNKNOWN_REASON, 'unreachable'],
    [undefined, 'unreachable'],
  ])('%s → %s', (reason, ending) => expect(endingOfDisconnect(reason)).toBe(ending));
});

describe('endingOfConnectError', () => {
  test.each([
    [ConnectionError.leaveRequest('', DisconnectReason.DUPLICATE_IDENTITY), 'duplicate'],
    [ConnectionError.leaveRequest('', DisconnectReason.ROOM_DELETED), 'ended'],
    [ConnectionError.cancelled(''), 'left'],
    [ConnectionError.notAllowed('requested room does not exist', 404), 'notfound'],
    [ConnectionError.notAllowed('invalid authorization token', 401), 'unreachable'],
    [ConnectionError.serverUnreachable(''), 'unreachable'],
    [ConnectionError.websocket(''), 'unreachable'],
    [new Error('WebRTC is missing'), 'unreachable'],
  ])('%s → %s', (error, ending) => expect(endingOfConnectError(error)).toBe(ending));
});
