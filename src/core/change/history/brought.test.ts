import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Runbook } from '../../runbook/runbook.ts'
import { deploy, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import type { Side } from '../../traffic/desired.ts'
import { replay } from '../evolve/evolve.ts'
import { oneStage, scripted } from '../turn/moments.testing.ts'
import { broughtBy } from './brought.ts'

const moved = { ...rollout, stages: oneStage, after: ['deploy-wix'], targets: ['wix'] }
const plan = (over: Partial<Runbook> = {}): Runbook =>
  sampleRunbook({ steps: [deploy('wix'), moved], accept: [], targets: ['wix'], ...over })

/** What is said of wix after each event of a whole change, each word once: `event: word side version`. */
function told(runbook: Runbook, script = '', known = true): readonly string[] {
  const { events } = scripted(script, runbook)
  let stable: Side = 'blue'
  const said: string[] = []
  let last = ''
  for (const [i, event] of events.entries()) {
    if (event.type === 'adopting') stable = 'green'
    const [one] = broughtBy(replay(events.slice(0, i + 1)), known ? { wix: stable } : {})
    assert.ok(one !== undefined && one.target === 'wix')
    const words = `${one.is} ${'side' in one ? `${one.side} ` : ''}${one.version}`
    if (words !== last) said.push(`${event.type}: ${words}`)
    last = words
  }
  return said
}

const ROWS: readonly [title: string, runbook: Runbook, script: string, told: readonly string[]][] = [
  [
    'from its deploy to its end',
    plan(),
    '',
    [
      'drafted: to-come v2.0.0',
      'step-done: there green v2.0.0',
      'adopting: adopted green v2.0.0',
      'succeeded: over v2.0.0',
    ],
  ],
  [
    'until it goes back',
    plan(),
    'commands: [{ at: 30s, do: abort, because: no }]',
    [
      'drafted: to-come v2.0.0',
      'step-done: there green v2.0.0',
      'rollback-started: going v2.0.0',
      'rolled-back: over v2.0.0',
    ],
  ],
  [
    'a rollout to what something else has deployed, from its beginning',
    plan({ steps: [{ ...moved, after: [] }] }),
    '',
    [
      'drafted: to-come v2.0.0',
      'stage-entered: there green v2.0.0',
      'adopting: adopted green v2.0.0',
      'succeeded: over v2.0.0',
    ],
  ],
  [
    'a deploy whose traffic nobody moves, and a change without a version of its own',
    plan({ version: '', steps: [deploy('wix')] }),
    '',
    ['drafted: to-come null', 'step-done: there green v2.0.0', 'succeeded: over null'],
  ],
]

describe('where the new version of a change is', () => {
  for (const [title, runbook, script, expected] of ROWS)
    it(title, () => assert.deepEqual(told(runbook, script), expected))

  it('is not guessed at where nobody knows which side is stable', () => {
    assert.deepEqual(told(plan(), 'commands: [{ at: 30s, do: abort, because: no }]', false), [
      'drafted: to-come v2.0.0',
      'rollback-started: going v2.0.0',
      'rolled-back: over v2.0.0',
    ])
  })
})
