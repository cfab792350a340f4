/** Who waits outside until a host lets them in. */
export type WaitingRoomMode = 'off' | 'everyone' | 'without_password';

/** What guests may do; hosts and co-hosts may always. */
export type Permissions = {
  share_screen: boolean;
  unmute: boolean;
  camera: boolean;
  chat: boolean;
  record: boolean;
};

/** Everything that can be chosen for a meeting. */
export type MeetingOptions = {
  name?: string | null;
  /** The readable part of `/m/team-monday`. */
  alias?: string | null;
  password?: string | null;
  waiting_room?: WaitingRoomMode;
  locked?: boolean;
  max_participants?: number | null;
  starts_at?: string | null;
  duration_minutes?: number | null;
  /** IANA name, in which a weekly meeting keeps its hour. */
  time_zone?: string | null;
  recurrence?: 'weekly' | null;
  permissions?: Partial<Permissions>;
  chat_history?: boolean;
  e2ee?: boolean;
};
