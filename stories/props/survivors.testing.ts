/** Changes that are to survive kills: how they are made, and what has to be true of them in the end. */
import assert from 'node:assert/strict'
import type { ChangeView } from '../../src/read/change/change-view.ts'
import { begunOf, executions } from './executions.testing.ts'
import { says } from './facts.testing.ts'
import { processesWith, TARGETS } from './outside.testing.ts'
import type { Rewording } from './plan-variant.testing.ts'
import type { Stage } from './stage.testing.ts'
import type { Ordeal } from './survive-blows.testing.ts'

/** Two acts that nobody called safe to repeat: one is settled by a person, the other by its check. */
export const ONCE: Rewording = {
  'steps:\n  - parallel:':
    'steps:\n  - title: Announce it\n    id: announce\n    action: announce\n    undo: { action: recall }\n  - parallel:',
  'accept:\n':
    '  - title: Charge for it\n    id: charge\n    action: charge\n    unknown: { check: was-charged }\n' +
    '    undo: { none: true, because: The money comes back with the next bill. }\n\naccept:\n',
}
/** Kills make a run longer than its window at this pace. */
export const WINDOW = 'maintenance_window_duration_min=900'

/** Somebody thinks better of it after two blows, or as soon as the canary has traffic. */
const BECAUSE = 'somebody thought better of it'
const ABORTED: NonNullable<Ordeal<never>['person']> = {
  says: { command: 'abort', because: BECAUSE },
  // From the first stage on it may come to its end while a part hangs, and nobody could think better of it any more.
  when: (entries, blows, isLast) =>
    blows >= 2 || isLast || entries.some(({ type }) => type === 'stage-entered'),
}

export type Kind = 'sound' | 'faulty' | 'aborted'
export const KINDS: readonly Kind[] = ['sound', 'faulty', 'aborted']

/** A house in which changes run: one server's, or a fleet's. */
export type House = Pick<Stage, 'dir' | 'client' | 'cutwater'> & {
  /** What the proxies do with a target. */
  readonly agreed: (
    target: (typeof TARGETS)[number],
  ) => Promise<{ readonly split: { readonly mode: string } }>
}

/** Somebody goes and looks: whether it was done stands in the log that the command keeps. */
async function settleDoubts(house: House, id: string): Promise<void> {
  for (const step of (await house.client().change(id)).steps.filter((one) => one.status === 'in-doubt')) {
    assert.equal(step.id, 'announce', 'nothing else is ever left to a person')
    await says(house, 'show', id).then((shown) => assert.match(shown, /in doubt/i))
    const done = executions(house, id).some(({ name, was }) => name === 'announce' && was === 'done')
    await says(
      house,
      'settle',
      id,
      step.id,
      '--as',
      done ? 'done' : 'repeat',
      '--because',
      'it is in the log',
    )
  }
}

/** Who says something to the change while it is struck, and who looks at what is in doubt. */
export const peopleOf = (house: House, id: string, kind: Kind): Pick<Ordeal<never>, 'person' | 'settle'> => ({
  person: kind === 'aborted' ? ABORTED : null,
  settle: () => settleDoubts(house, id),
})

export function rightEnd(view: ChangeView, kind: Kind): void {
  const cause = view.rollback?.cause ?? ''
  switch (kind) {
    case 'sound':
      assert.equal(view.status, 'succeeded', `${view.id}: ${cause}`)
      break
    case 'faulty':
      assert.equal(view.status, 'rolled-back', view.id)
      assert.match(cause, /^(guard|gate) .* gamma/, view.id)
      break
    case 'aborted':
      if (view.status === 'cancelled') break
      assert.equal(view.status, hasAdopted(view) ? 'failed' : 'rolled-back', view.id)
      assert.equal(cause, BECAUSE, view.id)
  }
}

/**
 * While a part hangs nobody may be heard until everyone is on the new version: then the change is ended, and that is
 * not undone.
 */
const hasAdopted = ({ rollback }: ChangeView): boolean =>
  rollback?.undo.some(({ reason }) => reason?.startsWith('the canary was adopted') === true) ?? false

/** The world is as the end of the change says, and each act that is not safe to repeat was done once, or never. */
export async function asItShouldBe(house: House, view: ChangeView, version: string): Promise<void> {
  const succeeded = view.status === 'succeeded'
  const stays = succeeded || hasAdopted(view)
  for (const target of TARGETS) assert.equal((await house.agreed(target)).split.mode, 'closed')
  for (const service of ['wix', 'gamma'])
    assert.equal(
      processesWith(house.dir, `services/${service}.ts`, version).length,
      stays ? 1 : 0,
      `${service} ${version} after ${view.id} was ${view.status}`,
    )
  const times = (name: string) => begunOf(house, view.id, name)
  assert.ok(times('announce') <= 1 && times('charge') <= 1, `${view.id} did something unsafe twice`)
  if (succeeded) {
    assert.deepEqual([times('announce'), times('charge')], [1, 1])
    for (const name of ['deploy-wix', 'deploy-gamma', 'sync-registry']) assert.ok(times(name) >= 1, name)
    for (const name of ['undeploy-wix', 'undeploy-gamma', 'recall']) assert.equal(times(name), 0, name)
  } else if (times('announce') === 1)
    assert.ok(times('recall') >= 1, `${view.id} was announced, not recalled`)
}

/** The plan leaves its flags locked; the next change of the day begins with somebody who lifts that. */
export async function unlockFlags(house: Pick<House, 'client'>): Promise<void> {
  for (const { target, flag } of await house.client().flags('staging'))
    await house.client().unlockFlag({ environment: 'staging', target, flag }, 'the next one comes')
}

export const seconds = (ms: number) => Math.round(ms / 1_000)
