import { ConnectionError, ConnectionErrorReason, DisconnectReason } from 'livekit-client';
import type { CallEnd, Ending } from '../../meeting/ending';

/** Which page explains that the meeting is over for this browser. */
export function endingOfDisconnect(reason: DisconnectReason | undefined): CallEnd {
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
    case DisconnectReason.JOIN_FAILURE:
    case DisconnectReason.MEDIA_FAILURE:
      return 'media';
    // Telephony and agents, which this client does not do: somebody else decided, and it is over.
    case DisconnectReason.USER_UNAVAILABLE:
    case DisconnectReason.USER_REJECTED:
    case DisconnectReason.SIP_TRUNK_FAILURE:
    case DisconnectReason.AGENT_ERROR:
      return 'ended';
    // SERVER_SHUTDOWN, SIGNAL_CLOSE, CONNECTION_TIMEOUT, STATE_MISMATCH, MIGRATION, none at all, and those of newer servers.
    default:
      return 'lost';
  }
}

/** Why joining failed after the API had let us in. */
export function endingOfConnectError(error: unknown): Ending {
  if (!(error instanceof ConnectionError)) return 'unreachable';
  switch (error.reason) {
    case ConnectionErrorReason.LeaveRequest:
      return beforeTheCall(endingOfDisconnect(error.context as DisconnectReason | undefined));
    case ConnectionErrorReason.Cancelled:
      return 'left';
    case ConnectionErrorReason.NotAllowed:
      // The token was made a moment ago, so it is the room that is missing.
      return /does not exist/i.test(error.message) ? 'notfound' : 'unreachable';
    default:
      return 'unreachable';
  }
}

/** What was never there cannot be lost. */
const beforeTheCall = (end: CallEnd): Ending => (end === 'lost' ? 'unreachable' : end);
