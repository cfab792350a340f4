import { Store } from '../../store/store';

/** Chromium's; see https://wicg.github.io/document-picture-in-picture/. */
type DocumentPictureInPicture = EventTarget & {
  requestWindow: (options: { width: number; height: number }) => Promise<Window>;
};

declare global {
  interface Window {
    documentPictureInPicture?: DocumentPictureInPicture;
  }
}

/** A small window above all others that holds the speaker and the most important controls. */
export class PictureInPicture {
  readonly window = new Store<Window | null>(null);

  static get isSupported(): boolean {
    return window.documentPictureInPicture !== undefined;
  }

  async toggle(): Promise<void> {
    if (this.window.get()) this.close();
    else await this.open();
  }

  close(): void {
    this.window.get()?.close();
    this.window.set(null);
  }

  private async open(): Promise<void> {
    if (!window.documentPictureInPicture) return;
    const opened = await window.documentPictureInPicture.requestWindow({ width: 360, height: 270 });
    copyStyles(document, opened.document);
    opened.document.documentElement.lang = document.documentElement.lang;
    opened.document.title = document.title;
    // The person closes it with its own button, too.
    opened.addEventListener('pagehide', () => {
      if (this.window.get() === opened) this.window.set(null);
    });
    this.window.set(opened);
  }
}

/** Its document begins without styles. Ours are in files, or in elements during development. */
function copyStyles(from: Document, to: Document): void {
  for (const sheet of from.querySelectorAll('link[rel=stylesheet], style'))
    to.head.append(sheet.cloneNode(true));
}
