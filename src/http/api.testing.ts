import type { ChangeView } from '../read/change/change-view.ts'
import type { Api } from './api/api.ts'
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

/** A house of cardboard: everything that is asked of it is kept in `asked`. */
export function fakeApi(over: Partial<Api> = {}): Api & { readonly asked: unknown[] } {
  const asked: unknown[] = []
  const view = { id: 'CHG-2026-0001', revision: 7, status: 'running' } as ChangeView
  const keep =
    <T>(answer: T) =>
    async (order: unknown): Promise<T> => {
      asked.push(order)
      return answer
    }
  return {
    asked,
    read: {
      changes: async () => [],
      change: async (id) => (id === view.id ? view : null),
      journalOf: async (id, { after }) =>
        id === view.id ? { entries: [], after, status: 'running', over: false } : null,
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
        if (id !== view.id) return null
        return after === 99 ? 'foreign' : { over: false, tell: async () => undefined }
      },
      ofAll: async (after) => (after === 99 ? 'foreign' : { over: false, tell: async () => undefined }),
    },
    series: async (id) =>
      id === view.id
        ? { from: INSTANT, to: INSTANT, measuredFrom: INSTANT, stepMs: 1_000, targets: [] }
        : null,
    access: fakeAccess(),
    now: () => Date.UTC(2026, 0),
    environments: () => ['staging'],
    ready: async () => ({ ready: true, at: '2026-01-01T00:00:00.000Z' }),
    server: () => ({ instance: 'a/b', startedAt: INSTANT, at: INSTANT, loops: [] }),
    registerPlan: keep({ registered: true, already: false, plan: PLAN, warnings: [] } as const),
    checkPlan: () => [],
    open: keep({ opened: true, view, warnings: [] } as const),
    edit: async () => ({ asked: 'answered', answer: { accepted: true, revision: 8, already: false } }),
    ask: async (change, order) => {
      asked.push({ change, ...order })
      return { asked: 'answered', answer: { accepted: true, revision: 8, already: false } }
    },
    killRollout: keep({ killed: false, because: 'none', open: [] } as const),
    findRollout: async () => ({ chosen: null, because: 'none', open: [] }),
    kill: keep({ killed: true, already: false, owner: null } as const),
    release: keep({ released: true, already: false } as const),
    setFlag: keep({ done: true, already: false } as const),
    rollbackFlag: keep({ done: true, already: false } as const),
    flagSet: (environment, target) =>
      environment === 'staging' && target === 'wix' ? { flags: new Map(), desired: null } : null,
    lockFlag: keep({ done: true, already: false } as const),
    unlockFlag: keep({ done: true, already: false } as const),
    ...over,
  }
}
