/** What a page that shows a meeting in a frame hears of it; see docs/embedding.md. */
export type HostEvent =
  /** The page of the meeting is there, before joining; commands are taken from now on. */
  | { type: 'treff.ready'; version: 1; meetingId: string }
  | { type: 'treff.joined'; meetingId: string; participantId: string; displayName: string }
  /** `reason`: `left`, `ended`, `kicked` and the other words of docs/embedding.md. */
  | { type: 'treff.left'; meetingId: string; reason: string }
  /** People in the meeting, oneself included. */
  | { type: 'treff.participantCount'; count: number }
  /** What is sent. */
  | { type: 'treff.media'; microphone: boolean; camera: boolean; screenShare: boolean }
  /** Joining or a command did not work. */
  | { type: 'treff.error'; code: string; message: string };

/** What such a page may ask for. */
export type Command =
  | { type: 'treff.hangUp' }
  | { type: 'treff.toggleMicrophone' }
  | { type: 'treff.toggleCamera' }
  | { type: 'treff.setDisplayName'; displayName: string };

export type Parsed =
  /** Of somebody else: pages get messages of browser extensions and other frames, too. */
  | { kind: 'foreign' }
  | { kind: 'command'; command: Command }
  | { kind: 'wrong'; code: string; message: string };

const maxNameLength = 100;

/** Nothing of it is trusted: it comes from another site. */
export function parseCommand(data: unknown): Parsed {
  if (typeof data !== 'object' || data === null) return { kind: 'foreign' };
  const { type, displayName } = data as Record<string, unknown>;
  if (typeof type !== 'string' || !type.startsWith('treff.')) return { kind: 'foreign' };
  switch (type) {
    case 'treff.hangUp':
    case 'treff.toggleMicrophone':
    case 'treff.toggleCamera':
      return { kind: 'command', command: { type } };
    case 'treff.setDisplayName': {
      const name = typeof displayName === 'string' ? displayName.trim() : '';
      return isName(name)
        ? { kind: 'command', command: { type, displayName: name } }
        : wrong('invalid_command', `displayName must be text of 1 to ${maxNameLength} visible characters.`);
    }
    default:
      return wrong('unknown_command', `There is no command "${type.slice(0, 60)}".`);
  }
}

const wrong = (code: string, message: string): Parsed => ({ kind: 'wrong', code, message });

// The server's rules: no line breaks, no marks that turn the text around.
const forbidden = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

const isName = (name: string) => name !== '' && [...name].length <= maxNameLength && !forbidden.test(name);
