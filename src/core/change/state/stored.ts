import { NewerVersion, upcast, type Versions } from '../../event/upcast.ts'
import { isLook } from '../../runbook/look.ts'
import { rulesOf } from '../../runbook/rules-of.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { type Change, runOf } from './change.ts'

/**
 * Versions of a change's state as its row keeps it, beside its runbook. A new one goes with the first release that
 * writes it, and also when a runbook gets a new format: a server leaves alone what a newer one has written, and
 * tells by this number.
 */
export const STATE_VERSIONS: Versions = {
  version: 3,
  upcasts: { 1: (state) => state, 2: (state) => state },
}

/**
 * The version that a state is written with: the oldest whose servers carry it out rightly. Those of version 1 know no
 * reverts, and would restore the wrong flags; those of version 2 know nothing of what stands in the list.
 */
export function versionOf(change: Change): number {
  const { runbook } = change
  const { promotion, recent } = runOf(change) ?? {}
  if ((promotion ?? recent) !== undefined || SINCE_3.some((isUsed) => isUsed(runbook))) return 3
  return runbook.reverts === undefined ? 1 : 2
}

const SINCE_3: readonly ((runbook: Runbook) => boolean)[] = [
  ({ wayDown, followUps }) => (wayDown ?? followUps) !== undefined,
  ({ phases, leads, contacts }) => (phases ?? leads ?? contacts) !== undefined,
  ({ drill }) => drill !== undefined,
  ({ guards, levels, probes }) => (guards ?? levels ?? probes) !== undefined,
  ({ change, owner, reviewers }) => (change ?? owner ?? reviewers) !== undefined,
  ({ steps }) => steps.some(({ kind }) => kind !== 'effect' && kind !== 'rollout'),
  ({ steps }) => steps.some((step) => step.kind === 'rollout' && step.adoptLater === true),
  ({ steps }) =>
    steps.some(
      (step) =>
        step.kind === 'rollout' &&
        step.stages.some(({ checklist, gates }) => (checklist ?? gates) !== undefined),
    ),
  ({ accept }) =>
    accept.some(
      ({ check }) =>
        check.check === 'rule' ||
        check.check === 'drill' ||
        check.check === 'held-slos' ||
        check.check === 'guards-quiet' ||
        (check.check === 'act' && (isLook(check.act) || check.act.act === 'tell')),
    ),
  (runbook) => rulesOf(runbook).some(({ rule }) => rule.each !== undefined),
  ({ leads }) => leads !== undefined,
  ({ steps }) => steps.some((step) => step.kind === 'rollout' && step.weightFlag !== undefined),
  ({ steps }) =>
    steps.some(
      (step) => step.kind === 'effect' && step.act.act === 'set-flags' && step.act.live !== undefined,
    ),
]

/**
 * A change as it stands. Its state was written by a turn of ours, so it is brought to today's version and not
 * checked again.
 */
export function changeFrom(
  version: number,
  state: object,
  runbook: Runbook | undefined,
  versions = STATE_VERSIONS,
): Change {
  const today = upcast(versions, { version, data: state })
  const id = 'id' in state ? `${state.id}` : 'a change'
  if (today === null) throw new NewerVersion(`the state of ${id}`, version, versions.version)
  if (runbook === undefined) throw new Error(`the runbook of ${id} is missing, or of a newer format`)
  return { ...(today.data as object), runbook } as unknown as Change
}
