import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'

const RUN = join(import.meta.dirname, 'run.ts')
const bench = (...args: readonly string[]) =>
  spawnSync(process.execPath, [RUN, ...args], { encoding: 'utf8', timeout: 120_000 })

test('the bench measures, and says what it measured beside what', () => {
  const measured = ['flag-evaluation', 'simulate', 'thousand-open', 'judge', 'judge-latency', 'judge-speed']
  const only = measured.flatMap((name) => ['--only', name])
  const { status, stdout, stderr } = bench('--quick', ...only)
  assert.equal(status, 0, `${stdout}${stderr}`)
  for (const beside of [
    'flagd-core',
    'UPDATE ... RETURNING',
    'real time',
    'information limit',
    'Mann-Whitney',
  ])
    assert.ok(stdout.includes(beside), `${beside} is not in the table:\n${stdout}`)
})

test('a line that is none is refused, with those there are', () => {
  const { status, stdout } = bench('--only', 'nothing')
  assert.equal(status, 2)
  assert.match(stdout, /there is no line nothing; there are .*kill-switch/)
})
