import type { DeviceKind } from './deviceStatus';

/** Who said no: the browser (a choice of the person for this page) or the operating system (a choice for the whole browser). */
export type DeniedBy = 'browser' | 'system';

export type Permission = PermissionState | 'unknown';

/** The permission for this page; `unknown` where the browser does not tell. */
export async function readPermission(
  kind: DeviceKind,
  permissions: Permissions | undefined = navigator.permissions,
): Promise<Permission> {
  try {
    return permissions ? (await permissions.query({ name: kind })).state : 'unknown';
  } catch {
    return 'unknown';
  }
}

/** A page that is allowed and still refused was refused by the system. Chromium says so in its message, too. */
export function deniedBy(error: unknown, permission: Permission): DeniedBy {
  const message = error instanceof Error || error instanceof DOMException ? error.message : '';
  return permission === 'granted' || /by (the )?system/i.test(message) ? 'system' : 'browser';
}

/**
 * Whether asking again may work without a question popping up by itself. A refusal by the system can only be found out by trying; a refusal by
 * the browser is over when the browser says so, or, where it does not tell, when it shows the names of the devices.
 */
export function isAccessBack(by: DeniedBy, permission: Permission, hasNames: boolean): boolean {
  if (by === 'system') return permission !== 'denied';
  return permission === 'granted' || (permission === 'unknown' && hasNames);
}
