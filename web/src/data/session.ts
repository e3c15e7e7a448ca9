import type { Permission } from '../../../src/core/access/roles.ts'
import type { Schemas } from '../../../src/http/client/asking.ts'
import { ask, Refused, rememberCsrf, renewSessionBy, said } from './api.ts'
import { storeOf, useStore } from './store.ts'

export type SessionView = Schemas['Session']

export type Session =
  | { readonly state: 'asking' }
  | { readonly state: 'in'; readonly view: SessionView }
  /** `because` null: this browser has never been let in. */
  | { readonly state: 'out'; readonly because: Refused | null }
  /** Unknown, for the server does not answer. */
  | { readonly state: 'gone' }

export const session = storeOf<Session>({ state: 'asking' })

export async function loadSession(): Promise<void> {
  try {
    letIn(await said(ask.GET('/v1/session')))
  } catch (error) {
    if (error instanceof Refused) letOut(error)
    else session.set({ state: 'gone' })
  }
}

/** Who this browser is let in as by now. Without an answer it stays as it was. */
async function renewSession(): Promise<void> {
  try {
    letIn(await said(ask.GET('/v1/session')))
  } catch (error) {
    refusedEntry(error)
  }
}
renewSessionBy(renewSession)

/** All tabs have one cookie: when somebody is let in by one of them, the others act as that person. */
const lettingIn = new BroadcastChannel('cutwater-session')
lettingIn.onmessage = () => {
  if (session.get().state === 'in') void renewSession()
}

/** Consumes a one-time code. Throws `Refused` when it is not valid, `Unreachable` without an answer. */
export async function logIn(code: string): Promise<void> {
  letIn(await said(ask.POST('/v1/session', { body: { code } })))
  lettingIn.postMessage(null)
}

export async function logOut(): Promise<void> {
  await ask.DELETE('/v1/session')
  rememberCsrf(null)
  session.set({ state: 'out', because: null })
}

/** Anybody who is answered with 401 says so here; true when that is what it was. */
export function refusedEntry(error: unknown): boolean {
  if (!(error instanceof Refused) || error.status !== 401) return false
  letOut(error)
  return true
}

function letIn(view: SessionView): void {
  rememberCsrf(view.csrf)
  session.set({ state: 'in', view })
}

function letOut(problem: Refused): void {
  rememberCsrf(null)
  session.set({ state: 'out', because: problem.is('unauthenticated') ? null : problem })
}

/** Who the signed-in person is; null while nobody is. */
export function useName(): string | null {
  const now = useStore(session)
  return now.state === 'in' ? now.view.name : null
}

/** What the signed-in person may do. */
export function useMay(): (permission: Permission) => boolean {
  const now = useStore(session)
  return (permission) => now.state === 'in' && now.view.permissions.includes(permission)
}
