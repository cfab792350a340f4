import { ConnectionError, ConnectionErrorReason, DisconnectReason } from 'livekit-client';
import type { Ending } from '../../meeting/ending';

/** Which page explains that the meeting is over for this browser. */
export function endingOfDisconnect(reason: DisconnectReason | undefined): Ending {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return 'left';
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'duplicate';
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'kicked';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'ended';
    // The rest are faults of connection or server, and the way out is the same: try again.
    default:
      return 'unreachable';
  }
}

/** Why joining failed after the API had let us in. */
export function endingOfConnectError(error: unknown): Ending {
  if (!(error instanceof ConnectionError)) return 'unreachable';
  switch (error.reason) {
    case ConnectionErrorReason.LeaveRequest:
      return endingOfDisconnect(error.context as DisconnectReason | undefined);
    case ConnectionErrorReason.Cancelled:
      return 'left';
    case ConnectionErrorReason.NotAllowed:
      // The token was made a moment ago, so it is the room that is missing.
      return /does not exist/i.test(error.message) ? 'notfound' : 'unreachable';
    default:
      return 'unreachable';
  }
}
