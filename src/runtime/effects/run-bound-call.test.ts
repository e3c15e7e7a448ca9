import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Outcome } from '../../core/change/outside/observations.ts'
import type { Adopted, Call, Executor } from '../../ports/executor.ts'
import { runBoundCall } from './run-bound-call.ts'

const DONE: Outcome = { outcome: 'done', outputs: {}, evidence: '' }
const FAILED: Outcome = { outcome: 'failed', reason: 'no' }
const STOPPED: Outcome = { outcome: 'stopped' }
const UNKNOWN: Outcome = { outcome: 'unknown', reason: 'nobody saw it' }

const call: Call = {
  key: 'K',
  binding: { run: 'command', command: ['true'], cwd: null, passEnv: [], env: {}, graceMs: 0 },
  env: { CUTWATER_KEY: 'K' },
  args: {},
  timeLimitMs: 1_000,
  check: false,
}

/** Answers from a list, and remembers what it was asked. */
function scripted(...outcomes: Adopted[]) {
  const asked: string[] = []
  const answer = (what: string): Adopted => {
    asked.push(what)
    return outcomes.shift() ?? assert.fail(`${what} was not expected`)
  }
  const executor: Executor = {
    run: async ({ key, env }) => {
      assert.equal(env.CUTWATER_KEY, key)
      const outcome = answer(`run ${key}`)
      assert.ok(outcome.outcome !== 'never-began')
      return outcome
    },
    adopt: async (key) => answer(`adopt ${key}`),
    stop: async () => undefined,
  }
  return { executor, asked }
}

type Row = readonly [
  string,
  { adopt: readonly string[] | null; repeatable: boolean },
  Adopted[],
  string[],
  Outcome,
]
const table: readonly Row[] = [
  ['gives what a run answered', { adopt: null, repeatable: true }, [DONE], ['run K'], DONE],
  ['never repeats a known failure', { adopt: null, repeatable: true }, [FAILED], ['run K'], FAILED],
  ['never repeats what was stopped', { adopt: [], repeatable: true }, [STOPPED], ['adopt K'], STOPPED],
  [
    'leaves an unknown outcome alone that is not safe to repeat',
    { adopt: null, repeatable: false },
    [UNKNOWN],
    ['run K'],
    UNKNOWN,
  ],
  [
    'repeats nothing unsafe after a restart',
    { adopt: [], repeatable: false },
    [UNKNOWN],
    ['adopt K'],
    UNKNOWN,
  ],
  [
    'begins what certainly never began, safe to repeat or not, with a key of its own',
    { adopt: [], repeatable: false },
    [{ outcome: 'never-began', reason: 'the server ended before' }, DONE],
    ['adopt K', 'run K/again'],
    DONE,
  ],
  ['adopts what still ran', { adopt: [], repeatable: false }, [DONE], ['adopt K'], DONE],
  [
    'begins with the same key what may never have begun',
    { adopt: [], repeatable: true },
    [UNKNOWN, DONE],
    ['adopt K', 'run K'],
    DONE,
  ],
  [
    'repeats what is safe once, with a key of its own',
    { adopt: null, repeatable: true },
    [UNKNOWN, DONE],
    ['run K', 'run K/again'],
    DONE,
  ],
  [
    'gives up after one repetition',
    { adopt: [], repeatable: true },
    [UNKNOWN, UNKNOWN, UNKNOWN],
    ['adopt K', 'run K', 'run K/again'],
    UNKNOWN,
  ],
]

describe('a bound call', () => {
  for (const [title, how, outcomes, expected, outcome] of table)
    it(title, async () => {
      const { executor, asked } = scripted(...outcomes)
      assert.deepEqual(await runBoundCall(executor, call, how), outcome)
      assert.deepEqual(asked, expected)
    })
})
