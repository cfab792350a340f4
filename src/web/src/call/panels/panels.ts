import type { ComponentType } from 'react';
import { ChatTab } from './ChatTab';
import { EncryptionPanel } from './EncryptionPanel';
import { HelpPanel } from './HelpPanel';
import { MeetingPanel } from '../host/MeetingPanel';
import { PeoplePanel } from './PeoplePanel';
import { SettingsPanel } from './SettingsPanel';
import type { PanelName } from './panel';

export type PanelEntry = { name: PanelName; Body: ComponentType };

/** What the side can show. */
export const panels: readonly PanelEntry[] = [
  { name: 'people', Body: PeoplePanel },
  { name: 'chat', Body: ChatTab },
  { name: 'settings', Body: SettingsPanel },
  { name: 'help', Body: HelpPanel },
  { name: 'encryption', Body: EncryptionPanel },
  { name: 'meeting', Body: MeetingPanel },
];
