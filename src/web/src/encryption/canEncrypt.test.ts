import { expect, test } from 'vitest';
import { canEncrypt } from './canEncrypt';

const streams = { prototype: { createEncodedStreams: () => undefined } };
const Sender = Object.assign(function () {}, streams);
const subtle = { subtle: {} };

test.each([
  ['a browser of today', { RTCRtpScriptTransform: function () {}, crypto: subtle }, true],
  ['Chromium', { RTCRtpSender: Sender, crypto: subtle }, true],
  ['an old browser', { RTCRtpSender: function () {}, crypto: subtle }, false],
  ['no WebRTC', { crypto: subtle }, false],
  ['no HTTPS', { RTCRtpScriptTransform: function () {}, crypto: {} }, false],
])('%s', (_name, scope, expected) => {
  expect(canEncrypt(scope as unknown as Window & typeof globalThis)).toBe(expected);
});
