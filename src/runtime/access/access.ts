import type { Token } from '../../core/access/token.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Runtime } from '../context/runtime.ts'
import type { Loops } from '../loop/loops.ts'
import { createToken, type TokenCreated, type TokenOrder } from './create-token.ts'
import { type Caller, type Identified, identifier } from './identify.ts'
import { journalRefusals, type Refusal } from './journal-refusals.ts'
import { endSession, issueCode, openSession } from './page-session.ts'
import { revokeToken, type TokenRevocation, type TokenRevoked } from './revoke-token.ts'

/** Who is who, and what they were refused. One for a server; `stop` writes what is still counted. */
export type Access = {
  /** `fresh` sees a revocation by another server at once, otherwise within a second. */
  byToken(secret: string, fresh: boolean): Promise<Identified>
  bySession(secret: string, fresh: boolean): Promise<Identified>
  isFamiliar(secret: string): boolean
  tokens(limit: number): Promise<readonly Token[]>
  createToken(order: TokenOrder): Promise<TokenCreated>
  revokeToken(order: TokenRevocation): Promise<TokenRevoked>
  issueCode(caller: Caller): Promise<{ readonly code: string; readonly expiresAt: Instant }>
  openSession(code: string): Promise<{ readonly caller: Caller; readonly secret: string } | null>
  endSession(secret: string): Promise<void>
  refused(refusal: Refusal): Promise<void>
  stop(): Promise<void>
}

export function openAccess(runtime: Pick<Runtime, 'store' | 'clock' | 'log'>, loops: Loops): Access {
  const { byToken, bySession, isFamiliar, forget } = identifier(runtime)
  const refusals = journalRefusals(runtime, loops)
  return {
    byToken,
    bySession,
    isFamiliar,
    tokens: (limit) => runtime.store.tokens.list(runtime.clock.now(), limit),
    createToken: (order) => createToken(runtime, order),
    async revokeToken(order) {
      const revoked = await revokeToken(runtime, order)
      forget()
      return revoked
    },
    issueCode: (caller) => issueCode(runtime, caller),
    openSession: (code) => openSession(runtime, code),
    async endSession(secret) {
      await endSession(runtime, secret)
      forget()
    },
    refused: (refusal) => refusals.note(refusal),
    stop: () => refusals.stop(),
  }
}
