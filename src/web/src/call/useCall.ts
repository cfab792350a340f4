import { createContext, useContext } from 'react';
import type { Call } from './model';

export const CallContext = createContext<Call | null>(null);

export function useCall(): Call {
  const call = useContext(CallContext);
  if (!call) throw new Error('outside of a call');
  return call;
}
