import assert from 'node:assert/strict'
import type { Binding } from '../core/binding/binding.ts'
import type { ChangeReport } from '../core/report/report.ts'
import type { ChangeView } from '../read/change/change-view.ts'
import type { FollowUpView } from '../read/follow-up/follow-up-view.ts'
import type { House } from './api/house.ts'
import { fakeAccess } from './kernel/access/access.testing.ts'
import { PARTS, type Part } from './kernel/operation/examples.testing.ts'

export { TOKEN, VIEWER } from './kernel/access/access.testing.ts'
export { type Part, plays } from './kernel/operation/examples.testing.ts'

const INSTANT = '2026-01-01T00:00:00.000Z'
const PLAN = {
  name: 'dual-deploy',
  version: 1,
  hash: 'a'.repeat(64),
  title: 'x',
  by: 'admin',
  at: INSTANT,
  review: null,
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

const STAGING = {
  allowPace: true,
  targets: {},
  actions: {},
  prometheus: null,
  databases: {},
  signals: {},
  checks: {},
  suites: {},
  services: {},
  notices: [],
}
const BINDING: Binding = { environments: { staging: STAGING } }

const VIEW = { id: 'CHG-2026-0001', revision: 7, status: 'running' } as ChangeView
const REVERT = { change: VIEW.id, plan: null, refused: { because: 'it is running', remedy: 'Abort it.' } }
const NO_REPORT: ChangeReport = {
  ...{ report: 'none', change: VIEW.id, title: 'x', status: 'succeeded' },
  sentence: 'There is no incident to report.',
}
const FOLLOW_UP: FollowUpView = {
  change: VIEW.id,
  of: 'x',
  environment: 'staging',
  task: 'review-1',
  title: 'Read the logs',
  owner: 'admin',
  as: null,
  since: INSTANT,
  dueAt: INSTANT,
  state: 'overdue',
  done: null,
  evidence: null,
}

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
      mine: async () => ({ mine: [], more: false }),
      attachment: async (id, sha256) =>
        id === VIEW.id && sha256 !== '0'.repeat(64) ? new Uint8Array([1, 2, 3]) : null,
      report: async (id) => (id === VIEW.id ? NO_REPORT : null),
      drill: async (id) => (id === VIEW.id ? 'no-drill' : null),
      drills: async () => [],
      revert: async (id, { gradual }) => (id === VIEW.id ? { ...REVERT, gradual } : null),
      followUps: async (id) => (id === VIEW.id ? [FOLLOW_UP] : null),
      openFollowUps: async () => [FOLLOW_UP],
      journalOf: async (id, { after }) =>
        id === VIEW.id ? { entries: [], after, status: 'running', over: false } : null,
      plans: async () => [],
      plan: async (name) =>
        name === 'dual-deploy'
          ? { ...PLAN, text: 'plan: dual-deploy', versions: [PLAN], lastDrill: null }
          : null,
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
    signals: async (environment) =>
      environment === 'staging' ? { environment, at: INSTANT, signals: [] } : null,
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
      const answer =
        answers.get(verb) ?? assert.fail(`say in examples.testing.ts what is answered to ${verb.name}`)
      return (await answer()) as never
    },
    ...over,
  }
}
