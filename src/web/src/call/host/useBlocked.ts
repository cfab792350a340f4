import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import type { OwnRight } from '../session/rights';
import { useCall } from '../useCall';

/** Why something cannot be used, as a sentence; null for what can. */
export function useBlocked(): Record<OwnRight, string | null> {
  const { t } = useTranslation();
  const { rights } = useCall().hosting;
  const state = useStore(rights.state);
  const reason = (right: OwnRight) => (state[right] ? null : t(`host.forbidden.${right}`));
  return {
    microphone: reason('microphone'),
    camera: reason('camera'),
    share: reason('share'),
    chat: reason('chat'),
  };
}
