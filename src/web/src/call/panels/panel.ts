import { Store } from '../../store/store';

/** What can be open at the side: one at a time. */
export type PanelName = 'people' | 'chat' | 'settings' | 'help' | 'encryption' | 'meeting';

/** The open panel, and the element that gets the focus back when it closes. */
export class OpenPanel extends Store<PanelName | null> {
  private opener: Element | null = null;

  constructor() {
    super(null);
  }

  toggle(name: PanelName): void {
    if (this.get() === name) {
      this.close();
      return;
    }
    // From one panel to the next the way back stays the same.
    if (this.get() === null) this.opener = document.activeElement;
    this.set(name);
  }

  close(): void {
    if (this.get() === null) return;
    this.set(null);
    if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
    this.opener = null;
  }
}
