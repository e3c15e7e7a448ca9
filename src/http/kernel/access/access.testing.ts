import type { Access } from '../../../runtime/access/access.ts'
import type { Caller } from '../../../runtime/access/identify.ts'

export const TOKEN = 'cw_test-token-of-an-admin'
export const VIEWER = 'cw_test-token-of-a-viewer'

const caller = (name: string, role: string): Caller => ({
  name,
  roles: [role],
  token: `${name}-token`.padEnd(12, '0').slice(0, 12),
  via: 'token',
  expiresAt: Date.UTC(2030, 0),
})

/** Knows two tokens; what is refused is kept in `refusals`. */
export function fakeAccess(over: Partial<Access> = {}): Access & { readonly refusals: unknown[] } {
  const refusals: unknown[] = []
  const known = new Map([
    [TOKEN, caller('admin', 'admin')],
    [VIEWER, caller('val', 'viewer')],
  ])
  return {
    refusals,
    byToken: async (secret) => {
      const caller = known.get(secret)
      return caller === undefined ? { known: false, because: 'unknown' } : { known: true, caller }
    },
    bySession: async () => ({ known: false, because: 'unknown' }),
    isFamiliar: (secret) => known.has(secret),
    tokens: async () => [],
    createToken: async ({ name, roles, lifeMs, by }) => ({
      created: true,
      secret: 'cw_a-new-one',
      sameName: [],
      token: {
        id: '0123456789ab',
        name,
        roles,
        createdBy: by.name,
        createdAt: 0,
        expiresAt: lifeMs,
        revoked: null,
        lastUsedAt: null,
      },
    }),
    revokeToken: async () => ({ revoked: false, because: 'unknown-token' }),
    issueCode: async () => ({ code: 'cwc_code', expiresAt: 0 }),
    openSession: async () => null,
    endSession: async () => undefined,
    refused: async (refusal) => void refusals.push(refusal),
    stop: async () => undefined,
    ...over,
  }
}
