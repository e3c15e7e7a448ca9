import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '../../core/document/finding.ts'
import { drawSummary } from './findings.ts'

const finding = (file: string, severity: Finding['severity']): Finding => ({
  ...{ file, line: 1, column: 1, severity, code: 'missing', message: 'x is missing', remedy: 'add it' },
})

test('the summary counts by file, so that nobody looks for a fault where it is not', () => {
  assert.equal(drawSummary('release.yaml', [], ' (offline)'), 'release.yaml: nothing is wrong (offline)')
  assert.equal(
    drawSummary('release.yaml', [finding('release.yaml', 'error'), finding('release.yaml', 'warning')]),
    'release.yaml: 1 error, 1 warning',
  )
  assert.equal(
    drawSummary('release.yaml', [finding('cutwater.yaml', 'error'), finding('cutwater.yaml', 'error')]),
    'release.yaml: nothing is wrong\ncutwater.yaml: 2 errors, 0 warnings',
  )
})
