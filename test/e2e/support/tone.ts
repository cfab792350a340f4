import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A WAV file with five seconds of a tone, for Chromium's --use-file-for-fake-audio-capture: somebody who talks all the time. */
export function toneFile(): string {
  const rate = 48_000
  const samples = rate * 5
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  // Two tones that beat against each other: noise suppression removes a single steady one.
  for (let i = 0; i < samples; i++) {
    const t = i / rate
    const envelope = 0.5 + 0.5 * Math.sin(2 * Math.PI * 3 * t)
    const value = envelope * (Math.sin(2 * Math.PI * 180 * t) + Math.sin(2 * Math.PI * 720 * t) + Math.sin(2 * Math.PI * 1300 * t)) * 0.25
    file.writeInt16LE(Math.round(value * 32_767), 44 + i * 2)
  }

  const path = join(mkdtempSync(join(tmpdir(), 'treff-tone-')), 'tone.wav')
  writeFileSync(path, file)
  return path
}
