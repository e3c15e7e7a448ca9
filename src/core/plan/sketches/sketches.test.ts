import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findingsOf, GOLDEN, SKETCHES } from './sketches.testing.ts'

const golden = JSON.parse(readFileSync(GOLDEN, 'utf8'))

for (const name of SKETCHES) {
  test(`${name} is a plan; only words that wait are refused`, () => {
    const findings = findingsOf(name)
    const others = findings.filter(
      (line) => !line.startsWith('error not-in-this-version') && !line.startsWith('warning'),
    )
    assert.deepEqual(others, [])
    assert.deepEqual(findings, golden[name], 'node src/core/plan/sketches/sketches.testing.ts writes it anew')
  })
}
