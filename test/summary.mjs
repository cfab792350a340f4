// Sums the results that ./dev test left in a folder and prints one line per suite and the total:
// .trx (dotnet test), .vitest.json, .playwright.json. Further words name further suites. Exits 1 when something failed or a suite is missing.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const [folder, ...whereThereIsPostgres] = process.argv.slice(2)
const expected = ['Treff.LiveKit.Tests', 'Treff.Rtc.Tests', 'Treff.Server.Tests', 'Treff.Server.Tests.Pair', ...whereThereIsPostgres, 'Treff.Sfu.Tests', 'web', 'e2e-beside', 'e2e-cluster', 'e2e-alone']

function readTrx(text, name) {
  const counters = /<Counters([^>]*)\/>/.exec(text)?.[1] ?? ''
  const number = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(counters)?.[1] ?? 0)
  const total = number('total')
  const executed = number('executed')
  const passed = number('passed')
  // A suite that broke off has counted only what came before.
  const outcome = /<ResultSummary outcome="(\w+)"/.exec(text)?.[1]
  const broken = outcome === 'Completed' || executed > passed ? 0 : 1
  return [[name, { passed, failed: executed - passed + broken, skipped: total - executed }]]
}

function readVitest(text, name) {
  const report = JSON.parse(text)
  // A file that does not even load has no tests to count, but it is a failure.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  return [[name, { passed: report.numPassedTests, failed: report.numFailedTests + broken, skipped: report.numPendingTests }]]
}

/** A suite for each project of the run. */
function readPlaywright(text, file) {
  const { suites, errors } = JSON.parse(text)
  const results = new Map()
  const outcomes = { expected: ['passed'], flaky: ['passed', 'flaky'], skipped: ['skipped'], unexpected: ['failed'] }
  const read = ({ specs = [], suites = [] }) => {
    for (const { projectName, status } of specs.flatMap((spec) => spec.tests)) {
      const name = `e2e-${projectName}`
      if (!results.has(name)) results.set(name, { passed: 0, failed: 0, skipped: 0, flaky: 0 })
      for (const count of outcomes[status]) results.get(name)[count]++
    }
    suites.forEach(read)
  }
  suites.forEach(read)
  // Errors outside of any test: a file that does not load, for one.
  if (errors.length > 0) results.set(`${file}, outside of tests`, { passed: 0, failed: errors.length, skipped: 0 })
  return [...results]
}

const readers = { '.trx': readTrx, '.vitest.json': readVitest, '.playwright.json': readPlaywright }
const suites = new Map()
for (const file of readdirSync(folder)) {
  const suffix = Object.keys(readers).find((ending) => file.endsWith(ending))
  if (!suffix) continue
  for (const [name, result] of readers[suffix](readFileSync(join(folder, file), 'utf8'), file.slice(0, -suffix.length))) suites.set(name, result)
}

const total = { passed: 0, failed: 0, skipped: 0 }
console.log()
const others = [...suites.keys()].filter((name) => !expected.includes(name))
for (const name of [...expected, ...others]) {
  const result = suites.get(name) ?? { passed: 0, failed: 1, skipped: 0, missing: true }
  total.passed += result.passed
  total.failed += result.failed
  total.skipped += result.skipped
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : ''
  const flaky = result.flaky > 0 ? `, ${result.flaky} of them only when tried again` : ''
  const note = result.missing ? ' (did not run)' : skipped + flaky
  console.log(`${name.padEnd(30)} ${result.passed} passed, ${result.failed} failed${note}`)
}
console.log()
console.log(`${total.passed} passed, ${total.failed} failed` + (total.skipped > 0 ? `, ${total.skipped} skipped` : ''))
process.exit(total.failed > 0 ? 1 : 0)
