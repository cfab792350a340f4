export type DeviceKind = 'camera' | 'microphone';

export type DeviceStatus =
  | 'starting'
  | 'on'
  | 'off'
  /** Not plugged in, or hidden by the browser. */
  | 'missing'
  | 'denied'
  /** Another program or tab holds it. */
  | 'busy'
  /** The page has no HTTPS, so the browser offers no devices at all. */
  | 'insecure';

export type DeviceProblem = Extract<DeviceStatus, 'missing' | 'denied' | 'busy' | 'insecure'>;

/** What an exception of getUserMedia means, by the names that browsers (also older ones) use. */
export function statusOfError(error: unknown): DeviceProblem {
  switch (errorName(error)) {
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
    case 'ConstraintNotSatisfiedError':
      return 'missing';
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return 'denied';
    case 'TypeError':
      return 'insecure';
    default:
      return 'busy';
  }
}

export function errorName(error: unknown): string {
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : '';
  return typeof name === 'string' ? name : '';
}

export type StatusLine = {
  status: DeviceStatus;
  device: DeviceKind | 'both';
  problem: DeviceProblem | null;
};

/** First match wins: one line, the most important thing first. */
const priority: readonly DeviceStatus[] = ['insecure', 'missing', 'denied', 'busy', 'off', 'starting', 'on'];
const problems: readonly DeviceProblem[] = ['insecure', 'missing', 'denied', 'busy'];

export function statusLine(camera: DeviceStatus, microphone: DeviceStatus): StatusLine {
  const status = priority.find((candidate) => candidate === camera || candidate === microphone) ?? 'on';
  const device = camera === microphone ? 'both' : camera === status ? 'camera' : 'microphone';
  return { status, device, problem: problems.find((problem) => problem === status) ?? null };
}
