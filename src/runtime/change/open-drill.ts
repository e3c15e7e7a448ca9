import type { Actor } from '../../core/access/actor.ts'
import type { Binding } from '../../core/binding/binding.ts'
import type { Change, ChangeId, Status } from '../../core/change/state/change.ts'
import type { Finding } from '../../core/document/finding.ts'
import { own } from '../../core/document/tree.ts'
import { makeDrill, type NoDrill } from '../../core/drill/make-drill.ts'
import { hashRunbook } from '../../core/runbook/hash.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import type { BasisPoints } from '../../core/traffic/desired.ts'
import { fullName } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { compileRegistered, type NotCompiled, type PlanOrder } from './compile-registered.ts'
import { openChange } from './open-change.ts'

export type DrillOrder = PlanOrder & {
  readonly dedup: string
  readonly actor: Actor
  /** The weight to go back from; null: the first that the public has a part of. */
  readonly at: BasisPoints | null
}

export type DrillOpened =
  | { readonly opened: true; readonly change: Change; readonly warnings: readonly Finding[] }
  | ({ readonly opened: false } & NotCompiled)
  | { readonly opened: false; readonly because: 'refused'; readonly refused: NoDrill }
  /** The same key opened another change before. */
  | { readonly opened: false; readonly because: 'key-reused'; readonly id: ChangeId }

/** Opens the change that rehearses the rollback of a plan, where the binding allows it and nothing else moves. */
export async function openDrill(
  runtime: Runtime,
  binding: Binding,
  { dedup, actor, at, ...order }: DrillOrder,
): Promise<DrillOpened> {
  const compiled = await compileRegistered(runtime, binding, actor, order)
  if ('because' in compiled) return { opened: false, ...compiled }
  const { text, runbook, writer, rollback } = compiled
  const refused = (because: string, remedy: string): DrillOpened => ({
    opened: false,
    because: 'refused',
    refused: { because, remedy },
  })
  const { environment } = runbook
  const drills = own(binding.environments, environment)?.drills
  if (drills === undefined) return refused(`no drill runs in ${environment || 'no environment'}`, NOT_HERE)
  const made = makeDrill(runbook, { at, requests: drills.requests, rollback })
  if (!('steps' in made)) return refused(made.because, made.remedy)
  const known = await runtime.store.ticks.opened(dedup)
  const busy = known === null ? await movedBy(runtime, made) : null
  if (busy !== null)
    return refused(
      `${busy.id} is ${busy.status} on ${shared(busy, made).join(' and ')}, and no drill runs beside a change`,
      `Wait until it is over: cutwater watch ${busy.id}.`,
    )
  const opening = { prefix: 'CHG', runbook: made, planText: text, requester: actor, writer, dedup } as const
  const { change } = await openChange(runtime, opening)
  if (hashRunbook(change.runbook) !== hashRunbook(made))
    return { opened: false, because: 'key-reused', id: change.id }
  // It is the drill that its plan asks for.
  return { opened: true, change, warnings: compiled.warnings.filter(({ code }) => code !== 'drill-due') }
}

const NOT_HERE =
  'Drills run only where cutwater.yaml allows them, and never in production: write drills: { requests: SIGNAL } for an environment that nobody depends on.'

const MOVING: readonly Status[] = ['preparing', 'running', 'paused', 'rolling-back']

async function movedBy({ store }: Runtime, { environment, targets }: Runbook): Promise<Change | null> {
  const names = targets.map((target) => fullName(environment, target))
  const others = await store.questions.history(names, '')
  return others.find(({ status }) => MOVING.includes(status)) ?? null
}

const shared = ({ runbook }: Change, { targets }: Runbook): readonly string[] =>
  runbook.targets.filter((target) => targets.includes(target))
