import { describe, expect, test } from 'vitest';
import { splitLinks } from './links';

const links = (text: string) =>
  splitLinks(text)
    .filter(({ href }) => href !== null)
    .map(({ text: shown, href }) => (shown === href ? shown : `${shown} → ${href}`));

describe('splitLinks', () => {
  test.each<[string, string[]]>([
    ['no address here', []],
    ['see https://example.org/a?b=c#d, please', ['https://example.org/a?b=c#d']],
    ['(https://example.org/x)', ['https://example.org/x']],
    ['https://example.org/Treff_(server)', ['https://example.org/Treff_(server)']],
    ['www.example.org!', ['www.example.org → https://www.example.org/']],
    ['http://a.example/1 http://b.example/2', ['http://a.example/1', 'http://b.example/2']],
    ['HTTPS://EXAMPLE.ORG', ['HTTPS://EXAMPLE.ORG → https://example.org/']],
    ['javascript:alert(1)', []],
    ['data:text/html,x', []],
    ['ftp://example.org', []],
    ['https://', []],
    ['https://bank.example@evil.example/', []],
    ['ada@www.example.org', []],
  ])('%s', (text, expected) => expect(links(text)).toEqual(expected));

  test('nothing of the text is lost', () => {
    const text = 'a https://example.org. b <img src=x onerror=alert(1)> www.x.example';
    expect(
      splitLinks(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});
