import type { LoggedDeed } from '../../../api/meetingLog';
import type { LogText } from './texts';

/** Options as the log names them, and what they are called here. */
const options = [
  'alias',
  'chat_history',
  'duration_minutes',
  'e2ee',
  'expires_at',
  'locked',
  'max_participants',
  'name',
  'password',
  'permissions',
  'recurrence',
  'starts_at',
  'time_zone',
  'waiting_room',
] as const;

const sources = ['microphone', 'camera', 'screen_share'] as const;

const plain = [
  'host_key',
  'admit',
  'deny',
  'ask_to_unmute',
  'remove',
  'keep_out',
  'lower_hand',
  'lower_hands',
  'end',
] as const;

/** A line of the log as a sentence. What a newer server has done and this page does not know stands there in the server's words. */
export function deedText(deed: LoggedDeed, t: LogText): string {
  const names = { actor: actorOf(deed, t), target: deed.target_name ?? t('nameless') };
  const { action, detail } = deed;
  const word = plain.find((known) => known === action);
  if (word) return t(`${word}`, names);
  switch (action) {
    case 'settings':
      return t('settings', { ...names, what: changed(detail ?? '', t) });
    case 'mute': {
      const source = sources.find((known) => known === detail) ?? 'microphone';
      return t(`mute.${source}`, names);
    }
    case 'mute_all':
      return t(detail === 'keep_muted' ? 'keep_muted' : 'mute_all', names);
    case 'role':
      return t(detail === 'cohost' ? 'cohost' : 'guest', names);
    case 'spotlight':
      return t(deed.target_name === null ? 'spotlight_over' : 'spotlight', names);
    default:
      return `${names.actor}: ${[action, deed.target_name, detail].filter(Boolean).join(', ')}`;
  }
}

function actorOf({ actor_name: name, actor_role: role }: LoggedDeed, t: LogText): string {
  if (name) return name;
  return t(role === 'operator' ? 'operator' : 'byKey');
}

/** "name, permissions, permissions.chat" → the words for it, each once. */
function changed(detail: string, t: LogText): string {
  const names = detail.split(',').map((name) => name.trim().split('.')[0] ?? '');
  const words = [...new Set(names)].filter(Boolean).map((name) => {
    const known = options.find((option) => option === name);
    return known ? t(`option.${known}`) : name;
  });
  return words.join(', ');
}
