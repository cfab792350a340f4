import i18next from 'i18next';
import type { MeetingOptions } from '../../api/meetingOptions';
import { changeSettings, fetchSettings, replaceHostKey } from '../../api/meetingSettings';
import type { MeetingSettings } from '../../api/meetingSettings';
import { saveKeys } from '../../keys/meetingKeys';
import { Store } from '../../store/store';
import { problemText } from './moderation';
import type { Report } from './moderation';

export type SettingsState = {
  /** Null until the server has told them. */
  settings: MeetingSettings | null;
  /** Why they could not be read. */
  error: string | null;
};

/** The options of a running meeting, changed one at a time and at once. */
export class MeetingSettingsModel {
  readonly state = new Store<SettingsState>({ settings: null, error: null });
  private readonly meetingId: string;
  private readonly credential: string;
  private readonly report: Report;
  /** Answers of older changes must not undo what newer ones show. */
  private latest = 0;

  constructor(meetingId: string, credential: string, report: Report) {
    this.meetingId = meetingId;
    this.credential = credential;
    this.report = report;
  }

  async load(): Promise<void> {
    const turn = ++this.latest;
    try {
      const settings = await fetchSettings(this.meetingId, this.credential);
      if (turn === this.latest) this.state.set({ settings, error: null });
    } catch (error) {
      if (turn === this.latest) this.state.patch({ error: problemText(error) });
    }
  }

  /** Shown at once, and taken back when the server refuses; its words are said then. */
  async change(changes: MeetingOptions): Promise<boolean> {
    const turn = ++this.latest;
    const { settings: before } = this.state.get();
    if (before) this.state.patch({ settings: merged(before, changes) });
    try {
      const settings = await changeSettings(this.meetingId, this.credential, changes);
      if (turn === this.latest) this.state.set({ settings, error: null });
      this.report('done', i18next.t('host.done.saved'));
      return true;
    } catch (error) {
      this.report('refused', problemText(error));
      if (turn === this.latest) this.state.patch({ settings: before });
      else void this.load();
      return false;
    }
  }

  /** The link that hosts had so far stops working; this browser keeps the new one. */
  async replaceHostKey(): Promise<boolean> {
    try {
      const { host_key: hostKey } = await replaceHostKey(this.meetingId, this.credential);
      saveKeys(this.meetingId, { hostKey });
      this.report('done', i18next.t('host.done.keyReplaced'));
      return true;
    } catch (error) {
      this.report('refused', problemText(error));
      return false;
    }
  }
}

function merged(
  settings: MeetingSettings,
  { password, permissions, ...changes }: MeetingOptions,
): MeetingSettings {
  return {
    ...settings,
    ...changes,
    has_password: password === undefined ? settings.has_password : password !== null,
    permissions: { ...settings.permissions, ...permissions },
  };
}
