export type BrowserName = 'chrome' | 'edge' | 'firefox' | 'safari' | 'other';
export type SystemName = 'windows' | 'macos' | 'linux' | 'chromeos' | 'android' | 'ios' | 'other';
export type Platform = { browser: BrowserName; version: string; system: SystemName };

const browsers: readonly [BrowserName, RegExp][] = [
  ['edge', /\bEdg(?:A|iOS)?\/(\d+)/],
  ['firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['chrome', /(?:Chrome|Chromium|CriOS)\/(\d+)/],
  ['safari', /\bVersion\/(\d+(?:\.\d+)?).*Safari\//],
];

const systems: readonly [SystemName, RegExp][] = [
  ['ios', /iPhone|iPad|iPod/],
  ['android', /Android/],
  ['chromeos', /CrOS/],
  ['windows', /Windows/],
  ['macos', /Macintosh/],
  ['linux', /Linux|X11/],
];

/** Which settings to point at. A wrong guess costs a picture that does not fit, so the user agent is good enough. */
export function platformOf(userAgent: string, touchPoints = 0): Platform {
  const system = systems.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'other';
  for (const [browser, pattern] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    // iPads call themselves Macintosh; no Mac has a touch screen.
    if (version) return { browser, version, system: system === 'macos' && touchPoints > 1 ? 'ios' : system };
  }
  return { browser: 'other', version: '', system };
}

export const thisPlatform = (): Platform => platformOf(navigator.userAgent, navigator.maxTouchPoints);
