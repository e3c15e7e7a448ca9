import type { ChangeView } from '../read/change-view.ts'
import type { Api } from './api.ts'

export const TOKEN = 'cw_test-token-of-an-admin'
export const VIEWER = 'cw_test-token-of-a-viewer'

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
      targets: async () => [],
      flags: async () => [],
      flagHistory: async (_, __, flag) =>
        flag === 'GlassFXEnabled' ? [{ version: 1, value: true, by: 'admin', because: 'x', at: '' }] : [],
      streams: async () => [],
      entries: async () => [],
      checkpoints: async () => [],
    },
    who: async (token) =>
      token === TOKEN
        ? { name: 'admin', roles: ['admin'] }
        : token === VIEWER
          ? { name: 'val', roles: ['viewer'] }
          : null,
    ready: async () => ({ ready: true, at: '2026-01-01T00:00:00.000Z' }),
    open: keep({ opened: true, view, warnings: [] } as const),
    ask: async (change, order) => {
      asked.push({ change, ...order })
      return { asked: 'answered', answer: { accepted: true, revision: 8, already: false } }
    },
    kill: keep({ killed: true, already: false, owner: null } as const),
    release: keep({ released: true, already: false } as const),
    setFlag: keep({ done: true, already: false } as const),
    lockFlag: keep({ done: true, already: false } as const),
    unlockFlag: keep({ done: true, already: false } as const),
    ...over,
  }
}
