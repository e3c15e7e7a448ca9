/** What commands really did, by the lines that they left themselves. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import type { Stage } from './stage.testing.ts'

export type Execution = {
  readonly was: 'begun' | 'done'
  readonly name: string
  readonly key: string
  readonly change: string
  readonly pid: number
  readonly at: number
}

const COUNTED = join(import.meta.dirname, 'counted.testing.ts')
/** Long enough to be met by a kill. */
const WAIT_MS = 700

type Bound = { command: string[]; timeLimit?: string; [more: string]: unknown }
type Binding = {
  environments: {
    staging: {
      targets: Record<string, { deploy: Bound; undeploy: Bound }>
      actions: Record<string, Bound>
    }
  }
}

export const logOf = ({ dir }: Pick<Stage, 'dir'>): string => join(dir, 'executions.jsonl')

/**
 * The administrator binds the demo's commands behind one that leaves a line, and three more: `announce` and `charge`,
 * which nobody called safe to repeat, and `was-charged`. The server reads its binding when it starts.
 */
export async function bindCounted(stage: Stage): Promise<void> {
  bindCountedIn(stage.world.bindingFile, stage.dir)
  await stage.server().stop()
  await stage.startServer()
}

export function bindCountedIn(bindingFile: string, dir: string): void {
  const log = logOf({ dir })
  const binding = parse(readFileSync(bindingFile, 'utf8')) as Binding
  const { targets, actions } = binding.environments.staging
  const count = (name: string, waitMs: number, bound: Bound) => {
    const [node = '', ...rest] = bound.command
    bound.command = [node, COUNTED, 'do', log, name, String(waitMs), ...rest]
  }
  for (const [name, { deploy, undeploy }] of Object.entries(targets)) {
    count(`deploy-${name}`, 0, deploy)
    count(`undeploy-${name}`, 0, undeploy)
  }
  for (const [name, action] of Object.entries(actions)) count(name, 0, action)
  for (const name of ['announce', 'recall', 'charge']) {
    const bound: Bound = { command: [process.execPath], cwd: '.', timeLimit: '30s' }
    count(name, WAIT_MS, bound)
    actions[name] = bound
  }
  actions['was-charged'] = {
    command: [process.execPath, COUNTED, 'look', log, 'charge'],
    cwd: '.',
    timeLimit: '10s',
  }
  writeFileSync(bindingFile, stringify(binding, { lineWidth: 0 }))
}

export function executions(stage: Pick<Stage, 'dir'>, change?: string): readonly Execution[] {
  const log = logOf(stage)
  if (!existsSync(log)) return []
  const all = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Execution)
  return change === undefined ? all : all.filter((one) => one.change === change)
}

/** How often something was begun for a change. */
export function begunOf(stage: Pick<Stage, 'dir'>, change: string, name: string): number {
  return executions(stage, change).filter((one) => one.name === name && one.was === 'begun').length
}

/**
 * Whatever it is: a key is an order, and an order is carried out once. What is safe to repeat is repeated under a new
 * key.
 */
export function noKeyTwice(stage: Pick<Stage, 'dir'>): void {
  const begun = executions(stage).filter(({ was }) => was === 'begun')
  const twice = begun.filter(({ key }, i) => begun.findIndex((other) => other.key === key) !== i)
  assert.deepEqual(twice, [], 'carried out twice under one key')
}
