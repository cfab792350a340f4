/**
 * Whether this browser can take a hand in what it sends before it is sent: by encoded transforms (Firefox, Safari) or by encoded streams (Chromium),
 * and whether this page may use cryptography at all, which browsers allow with HTTPS only. The same question as the library asks, without loading it.
 */
export function canEncrypt(scope: Window & typeof globalThis = window): boolean {
  const { RTCRtpSender: sender } = scope;
  const hasStreams = typeof sender === 'function' && 'createEncodedStreams' in sender.prototype;
  return (hasStreams || 'RTCRtpScriptTransform' in scope) && scope.crypto?.subtle !== undefined;
}
