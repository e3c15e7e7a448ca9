import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scripted } from '../change/turn/moments.testing.ts'
import type { ModeStep } from '../runbook/runbook.ts'
import { sampleRunbook } from '../runbook/sample-runbook.testing.ts'

const switched = (traffic: 'read-only' | 'normal', over: Partial<ModeStep>): ModeStep => ({
  kind: 'mode',
  id: traffic,
  title: `Switch to ${traffic}`,
  after: [],
  targets: ['wix'],
  traffic,
  onFailure: 'rollback',
  ...over,
})
const runbook = sampleRunbook({
  targets: ['wix'],
  steps: [switched('read-only', { drainMs: 60_000 }), switched('normal', { after: ['read-only'] })],
  accept: [],
})
const told = (yaml: string) => {
  const { change, timeline, start } = scripted(yaml, runbook)
  const from = timeline.find(({ type }) => type === 'mode-switching')?.at ?? start
  return {
    status: change.status,
    lines: timeline
      .filter(({ type }) => type.startsWith('mode-') || type.startsWith('step-'))
      .map(({ at, sentence }) => `${at - from} ${sentence}`),
  }
}

test('a mode is acknowledged when the proxies are, and no write is under way then', () => {
  assert.deepEqual(told('proxiesTake: 1s'), {
    status: 'succeeded',
    lines: [
      '0 Switch to read-only: wix read-only',
      '1000 Switch to read-only done',
      '1000 Switch to normal: wix normal',
      '2000 Switch to normal done',
    ],
  })
})

test('a script lets writes go on, to the end of the drain or beyond it', () => {
  assert.deepEqual(told('{ proxiesTake: 1s, writesTake: 30s }').lines.slice(0, 3), [
    '0 Switch to read-only: wix read-only',
    '1000 Switch to read-only: every proxy has it; 1 write is under way',
    '31000 Switch to read-only done',
  ])
  const beyond = told('{ proxiesTake: 1s, writesTake: 5m }')
  assert.equal(beyond.status, 'rolled-back')
  assert.deepEqual(beyond.lines.slice(2), [
    '61000 Switch to read-only failed: 1 write was still under way on wix after 1m',
    '62000 undoing Switch to read-only: wix normal',
  ])
})
