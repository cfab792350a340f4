import type { Role } from '../people/participantMedia';

export type PersonAction =
  | 'mute'
  | 'ask'
  | 'stopCamera'
  | 'stopShare'
  | 'lowerHand'
  | 'spotlight'
  | 'endSpotlight'
  | 'makeCohost'
  | 'takeCohost'
  | 'remove';

type Situation = {
  ownRole: Role | null;
  role: Role | null;
  isMuted: boolean;
  isCameraOn: boolean;
  isSharing: boolean;
  isHandUp: boolean;
  isSpotlit: boolean;
};

/** What makes sense for this person now. Deputies cannot act against hosts; the server says the same. */
export function personActions(situation: Situation): PersonAction[] {
  const { ownRole, role, isMuted, isCameraOn, isSharing, isHandUp, isSpotlit } = situation;
  if (ownRole === null) return [];
  const isBelow = role !== 'host' || ownRole === 'host';
  const actions: [PersonAction, boolean][] = [
    ['mute', !isMuted && isBelow],
    ['ask', isMuted && isBelow],
    ['lowerHand', isHandUp && isBelow],
    ['stopCamera', isCameraOn && isBelow],
    ['stopShare', isSharing && isBelow],
    ['spotlight', !isSpotlit],
    ['endSpotlight', isSpotlit],
    ['makeCohost', ownRole === 'host' && role === null],
    ['takeCohost', ownRole === 'host' && role === 'cohost'],
    ['remove', isBelow],
  ];
  return actions.filter(([, isOffered]) => isOffered).map(([action]) => action);
}
