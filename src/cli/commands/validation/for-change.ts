import { createHash } from 'node:crypto'
import type { SuiteSeen } from '../../../core/change/state/validated.ts'
import type { Check } from '../../../core/validation/check.ts'
import { canariesIn, type ForChange } from '../../../core/validation/for-change.ts'
import { evidenceOf, type SuiteResult } from '../../../core/validation/result.ts'
import type { ChangeView } from '../../../read/change/change-view.ts'
import { type ConnectionOptions, connect } from '../../connection/connection.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'

/** The change that checks are looked at for. `env`: the environment that a person has named. */
export async function askedChange(
  id: string,
  env: string | undefined,
  options: ConnectionOptions,
  terminal: Terminal,
): Promise<ForChange> {
  const view = await connect(options, terminal).change(id)
  if (env !== undefined && env !== view.environment)
    throw new Fault(`${view.id} runs in ${view.environment}, not in ${env}`, 'Leave --env out.')
  return aboutChange(view)
}

function aboutChange(view: ChangeView): ForChange {
  const { id, environment, version, facts, rollouts, status, brought } = view
  const isOut = status === 'running' || status === 'paused'
  const targetsOf = (those: ChangeView['rollouts']) => [
    ...new Set(those.flatMap(({ traffic }) => traffic.map(({ target }) => target))),
  ]
  return {
    ...{ id, environment, version, services: facts.services, brought },
    targets: targetsOf(rollouts),
    canaries: isOut ? targetsOf(rollouts.filter(({ phase }) => TAKES_REQUESTS.has(phase))) : [],
  }
}

const TAKES_REQUESTS: ReadonlySet<ChangeView['rollouts'][number]['phase']> = new Set([
  'moving',
  'holding',
  'to-adopt',
])

export type Looked = {
  readonly checks: readonly Check[]
  readonly results: readonly SuiteResult[]
  /** The page that was written; null: none was. */
  readonly page: string | null
}

/** Keeps with the change what was seen, and says so. */
export async function keepWith(
  { id }: ForChange,
  { checks, results, page }: Looked,
  options: ConnectionOptions,
  terminal: Terminal,
): Promise<string> {
  const given = await connect(options, terminal).command(
    id,
    {
      command: 'record-validation',
      suites: results.map(suiteSeen),
      canary: [...canariesIn(checks)],
      ...(page === null ? {} : { report: createHash('sha256').update(page).digest('hex') }),
    },
    null,
  )
  return given.answer === 'pending'
    ? `${id}: stored; it is kept at the next turn of the change (cutwater show ${id})`
    : `Kept with ${id}.`
}

function suiteSeen(result: SuiteResult): SuiteSeen {
  const { suite: name, title, outcome, checks } = result
  const of = (wanted: SuiteResult['outcome']) => checks.filter((check) => check.outcome === wanted).length
  return {
    ...{ name, title, outcome, passed: of('passed'), failed: of('failed'), unknown: of('unknown') },
    says: evidenceOf(result),
  }
}
