import { fetchSession } from '../api/admin';
import { fetchServer } from '../api/server';
import { readStored, writeStored } from '../store/storage';
import { Store } from '../store/store';

/** Whether meetings can be created from this browser: as anybody, as the operator who is signed in, or not at all. */
export type Creation = 'open' | 'operator' | 'closed';

const closedKey = 'treff.creationClosed';
const operatorKey = 'treff.operator';

/** What the server said last, so that no button shows for a moment that cannot work. */
export const creation = new Store<Creation>(readStored(closedKey) === 'yes' ? 'closed' : 'open');

/** The operator signed in or out: only who did so once is asked about it, everybody else has no session. */
export function rememberOperator(isSignedIn: boolean): void {
  writeStored(operatorKey, isSignedIn ? 'yes' : '');
}

/** Asks the server. Without an answer everything stays as it is: a meeting that cannot be created is refused with a reason. */
export async function askCreation(): Promise<void> {
  try {
    const isClosed = (await fetchServer()).create_meetings !== 'anyone';
    writeStored(closedKey, isClosed ? 'yes' : '');
    creation.set(!isClosed ? 'open' : (await isOperator()) ? 'operator' : 'closed');
  } catch (error) {
    console.warn('Who may create meetings is not known', error);
  }
}

async function isOperator(): Promise<boolean> {
  if (readStored(operatorKey) !== 'yes') return false;
  try {
    await fetchSession();
    return true;
  } catch {
    // Signed out, or not reachable at the moment: the session is needed either way.
    return false;
  }
}
