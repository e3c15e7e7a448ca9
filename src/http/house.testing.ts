import assert from 'node:assert/strict'
import type { Binding } from '../core/binding/binding.ts'
import type { Change } from '../core/change/state/change.ts'
import type { ChangeView } from '../read/change/change-view.ts'
import { type Asked, askChange } from '../runtime/change/ask-change.ts'
import { editChange } from '../runtime/change/edit-change.ts'
import { openPlan } from '../runtime/change/open-plan.ts'
import { registerPlan } from '../runtime/change/register-plan.ts'
import type { Runtime } from '../runtime/context/runtime.ts'
import { lockFlag, unlockFlag } from '../runtime/flags/lock-flag.ts'
import { rollbackFlag } from '../runtime/flags/rollback-flag.ts'
import { setFlag } from '../runtime/flags/set-flag.ts'
import { findRollout, killRollout } from '../runtime/traffic/kill-rollout.ts'
import { killTarget } from '../runtime/traffic/kill-target.ts'
import { releaseTarget } from '../runtime/traffic/release-target.ts'
import type { House } from './api/house.ts'
import { fakeAccess } from './kernel/access/access.testing.ts'

export { TOKEN, VIEWER } from './kernel/access/access.testing.ts'

const INSTANT = '2026-01-01T00:00:00.000Z'
const PLAN = {
  name: 'dual-deploy',
  version: 1,
  hash: 'a'.repeat(64),
  title: 'x',
  by: 'admin',
  at: INSTANT,
}

const ENTRY = {
  stream: 'access',
  seq: 1,
  at: 0,
  actor: { kind: 'engine' },
  type: 'x',
  version: 1,
  data: {},
  previous: '0'.repeat(64),
  hash: 'a'.repeat(64),
} as const

const STAGING = { allowPace: true, targets: {}, actions: {}, prometheus: null, signals: {}, notices: [] }
const BINDING: Binding = { environments: { staging: STAGING } }

const VIEW = { id: 'CHG-2026-0001', revision: 7, status: 'running' } as ChangeView
const ACCEPTED: Asked = { asked: 'answered', answer: { accepted: true, revision: 8, already: false } }

type Verb<Order extends readonly unknown[], Answer> = (runtime: Runtime, ...order: Order) => Promise<Answer>

/** What the house answers to a verb. */
export type Part = readonly [verb: unknown, answer: () => Promise<unknown>]
export const plays = <Order extends readonly unknown[], Answer>(
  verb: Verb<Order, Answer>,
  answer: NoInfer<Answer>,
): Part => [verb, async () => answer]

const PARTS: readonly Part[] = [
  plays(registerPlan, { registered: true, already: false, plan: { ...PLAN, at: 0 }, warnings: [] }),
  plays(openPlan, { opened: true, change: { id: VIEW.id } as Change, warnings: [] }),
  plays(editChange, ACCEPTED),
  plays(askChange, ACCEPTED),
  plays(killRollout, { killed: false, because: 'none', open: [] }),
  plays(findRollout, { chosen: null, because: 'none', open: [] }),
  plays(killTarget, { killed: true, already: false, owner: null }),
  plays(releaseTarget, { released: true, already: false }),
  plays(setFlag, { set: true, already: false }),
  plays(rollbackFlag, { set: true, already: false }),
  plays(lockFlag, { set: true, already: false }),
  plays(unlockFlag, { set: true, already: false }),
]

/** A house of cardboard: the order of every verb that is asked of it is kept in `asked`. */
export function fakeHouse(
  over: Partial<House> = {},
  parts: readonly Part[] = [],
): House & { readonly asked: readonly unknown[][] } {
  const asked: unknown[][] = []
  const answers = new Map([...PARTS, ...parts])
  return {
    asked,
    read: {
      changes: async () => [],
      change: async (id) => (id === VIEW.id ? VIEW : null),
      journalOf: async (id, { after }) =>
        id === VIEW.id ? { entries: [], after, status: 'running', over: false } : null,
      plans: async () => [],
      plan: async (name) =>
        name === 'dual-deploy' ? { ...PLAN, text: 'plan: dual-deploy', versions: [PLAN] } : null,
      targets: async () => [],
      flags: async () => [],
      flagHistory: async (_, __, flag) =>
        flag === 'GlassFXEnabled'
          ? [{ version: 1, value: true, definition: null, by: 'admin', because: 'x', at: '' }]
          : [],
      streams: async () => [],
      entries: async (stream) => (stream === 'nothing' ? [] : [ENTRY]),
      checkpoints: async () => [],
    },
    events: {
      ofChange: async (id, after) => {
        if (id !== VIEW.id) return null
        return after === 99 ? 'foreign' : { over: false, tell: async () => undefined }
      },
      ofAll: async (after) => (after === 99 ? 'foreign' : { over: false, tell: async () => undefined }),
    },
    server: () => ({ instance: 'a/b', startedAt: INSTANT, at: INSTANT, loops: [] }),
    series: async (id) =>
      id === VIEW.id
        ? { from: INSTANT, to: INSTANT, measuredFrom: INSTANT, stepMs: 1_000, targets: [] }
        : null,
    access: fakeAccess(),
    flagSets: {
      of: (environment, target) =>
        environment === 'staging' && target === 'wix' ? { flags: new Map(), desired: null } : null,
      refresh: async () => undefined,
    },
    binding: BINDING,
    ready: async () => ({ ready: true }),
    now: () => Date.UTC(2026, 0),
    act: async (verb, ...order) => {
      asked.push([...order])
      const answer = answers.get(verb) ?? assert.fail(`say in PARTS what is answered to ${verb.name}`)
      return (await answer()) as never
    },
    ...over,
  }
}
