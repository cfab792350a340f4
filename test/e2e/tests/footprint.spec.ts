import { readFileSync } from 'node:fs'
import { startServer } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** How long the server takes to answer after its start, and what it takes of memory while nobody is there; printed, and far from any limit that would hurt. */
test('start-up and idle memory', async () => {
  const times: number[] = []
  const memory: number[] = []
  for (let i = 0; i < 3; i++) {
    const start = performance.now()
    const server = await startServer()
    times.push(performance.now() - start)
    try {
      // Long enough for what is compiled and collected after the start.
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      memory.push(residentMebibytes(server.process.pid!))
    } finally {
      await server.stop()
    }
  }

  const median = (values: number[]) => values.toSorted((a, b) => a - b)[1]!
  console.log(`start-up until the first answer: median ${median(times).toFixed(0)} ms (aim: under 2000)`)
  console.log(`resident memory, idle: median ${median(memory).toFixed(0)} MiB (aim: under 150)`)
  // An answer that takes a quarter of a minute, or half a gigabyte for nobody, is a fault on any machine.
  expect(median(times)).toBeLessThan(15_000)
  expect(median(memory)).toBeLessThan(500)
})

function residentMebibytes(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m)
  return Number(line![1]) / 1024
}
