import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate that nobody but a browser with these arguments trusts. */
export type Certificate = {
  /** For `startServer`. */
  environment: { TLS_CERT_FILE: string; TLS_KEY_FILE: string }
  /** For Chromium. `--ignore-certificate-errors` would do for pages, but not for TURN over TLS. */
  args: string[]
  remove: () => void
}

export function createCertificate(address: string): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'treff-certificate-'))
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const options = `req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -subj /CN=treff -addext subjectAltName=IP:${address}`
  execFileSync('openssl', [...options.split(' '), '-keyout', key, '-out', certificate], { stdio: 'pipe' })
  const publicKey = new X509Certificate(readFileSync(certificate)).publicKey.export({ type: 'spki', format: 'der' })
  return {
    environment: { TLS_CERT_FILE: certificate, TLS_KEY_FILE: key },
    args: [`--ignore-certificate-errors-spki-list=${createHash('sha256').update(publicKey).digest('base64')}`],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
