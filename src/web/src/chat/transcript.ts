import type { Message } from './message';

type Words = { privateTo: (name: string) => string; file: (name: string) => string };

/** The chat as a text file: what one sees, without what was never sent. */
export function transcript(messages: readonly Message[], language: string, words: Words): string {
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' });
  return messages
    .filter(({ state }) => state === 'sent')
    .map((message) => {
      const to = message.privateTo ? ` (${words.privateTo(message.privateTo.name)})` : '';
      const body = message.file ? words.file(message.file.name) : message.text.replace(/\n/g, '\n    ');
      return `[${time.format(message.sentAt)}] ${message.sender.name}${to}: ${body}\n`;
    })
    .join('');
}

export function saveText(name: string, text: string): void {
  saveUrl(name, URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' })), true);
}

export function saveUrl(name: string, url: string, isOurs = false): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers begin to read only after the click is over.
  if (isOurs) setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
