import { Check, Hand, Info, LogIn, LogOut, MessageSquare, ShieldCheck, TriangleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import { useStore } from '../../store/useStore';
import type { Call } from '../model';
import { useCall } from '../useCall';
import type { Toast } from './toasts';
import styles from './ToastList.module.css';

/** For the eyes only: the live region has said it already. */
export function ToastList() {
  const { t } = useTranslation();
  const call = useCall();
  const shown = useStore(call.toasts.shown);
  return (
    <div className={styles.list} data-testid="toasts">
      {shown.map(({ id, toast }) => {
        const Icon = icons[toast.kind];
        const action = actionOf(toast, call);
        return (
          <div key={id} className={styles.toast} data-kind={toast.kind}>
            <Icon size={18} aria-hidden="true" />
            <p>{toastText(toast, t)}</p>
            {action && (
              <button
                type="button"
                className={styles.action}
                onClick={() => {
                  call.toasts.close(id);
                  action.run();
                }}
              >
                {t(action.text)}
              </button>
            )}
            <button
              type="button"
              className={styles.close}
              aria-label={t('common.close')}
              onClick={() => call.toasts.close(id)}
            >
              <X size={18} aria-hidden="true" />
            </button>
          </div>
        );
      })}
    </div>
  );
}

const icons = {
  joined: LogIn,
  gone: LogOut,
  hand: Hand,
  message: MessageSquare,
  handLowered: Hand,
  largeMeeting: Info,
  host: ShieldCheck,
  done: Check,
  refused: TriangleAlert,
  handFailed: TriangleAlert,
  reactionFailed: TriangleAlert,
  deviceFailed: TriangleAlert,
} satisfies Record<Toast['kind'], unknown>;

/** Two lines; the rest is read in the chat. */
const mostShownText = 90;

export function toastText(toast: Toast, t: TFunction): string {
  switch (toast.kind) {
    case 'joined':
    case 'gone':
      return t(`call.${toast.kind}`, { name: toast.name || t('call.guest') });
    case 'hand':
      return t('call.handRaisedBy', { name: toast.name || t('call.guest') });
    case 'message': {
      const { name, text, isPrivate } = toast;
      const short = text.length > mostShownText ? `${text.slice(0, mostShownText)} …` : text;
      return t(isPrivate ? 'chat.announcePrivate' : 'chat.announce', { name, text: short });
    }
    case 'largeMeeting':
      return t('call.largeMeeting', { count: toast.count });
    case 'host':
      return t(`host.news.${toast.news}`);
    case 'done':
    case 'refused':
      return toast.text;
    case 'handLowered':
    case 'handFailed':
    case 'reactionFailed':
    case 'deviceFailed':
      return t(`call.${toast.kind}`);
  }
}

function actionOf(
  toast: Toast,
  call: Call,
): { text: 'call.keepRaised' | 'call.unmute' | 'chat.open'; run: () => void } | null {
  switch (toast.kind) {
    case 'handLowered':
      return {
        text: 'call.keepRaised',
        run: () => void call.hands.keep().catch(() => call.toasts.show({ kind: 'handFailed' })),
      };
    case 'message':
      return { text: 'chat.open', run: () => call.panel.toggle('chat') };
    case 'largeMeeting':
      return { text: 'call.unmute', run: () => void call.session.setMicrophone(true) };
    default:
      return null;
  }
}
