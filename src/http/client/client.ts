import { type Ask, asking, said, Unreachable } from './asking.ts'
import { changeClient, type PlanInputs, type PlanText } from './change-client.ts'
import { flagClient } from './flag-client.ts'
import { noAnswerWithin } from './in-doubt.ts'
import { journalClient } from './journal-client.ts'
import type { Answer, Body } from './operation-types.ts'
import { pageByPage } from './page-by-page.ts'

export { type Problem, Refused, type Schemas, said, Unreachable } from './asking.ts'
export type { CommandGiven, Order, PlanGiven, PlanInputs, PlanText, Sent } from './change-client.ts'
export type { FlagPlace } from './flag-client.ts'
export { callCode, InDoubt } from './in-doubt.ts'

export type KillGiven = Answer<'killTarget', 200>

export type ClientOptions = { readonly url: string; readonly token: string; readonly timeoutMs?: number }

export type Client = ReturnType<typeof httpClient>

/**
 * Asks a server for what the command line needs: with idempotency keys, page by page, and waiting longer where an
 * answer may take longer. `ask` has every operation. Each call ends within its time limit; throws `Refused` or
 * `Unreachable`.
 */
export function httpClient({ url, token, timeoutMs = 10_000 }: ClientOptions) {
  const within = (limitMs: number): Ask =>
    asking({
      url: new URL(url).origin,
      limitMs,
      headers: () => ({ authorization: `Bearer ${token}` }),
      noAnswer: noAnswerWithin(limitMs),
    })
  const ask = within(timeoutMs)
  const tokens = '/v1/tokens'
  return {
    url,
    ask,
    ...changeClient(ask, (waitMs) => within(timeoutMs + waitMs)),
    ...flagClient(ask, within(timeoutMs + FLAG_SERVICE_MS)),
    ...journalClient(ask),
    ready: () => said(ask.GET('/health/ready')),
    server: () => said(ask.GET('/v1/server')),
    /** As Prometheus reads them. */
    metrics: async () => {
      const signal = AbortSignal.timeout(timeoutMs)
      const answer = await fetch(new URL('/metrics', url), {
        headers: { authorization: `Bearer ${token}` },
        signal,
      })
      if (!answer.ok) throw new Unreachable(`${url}/metrics answers with ${answer.status}`)
      return answer.text()
    },
    registerPlan: (body: PlanText) => said(ask.POST('/v1/plans', { body })),
    reviewPlan: (name: string, because: string) =>
      said(ask.POST('/v1/plans/{name}/reviews', { params: { path: { name } }, body: { because } })),
    plans: () =>
      pageByPage(async (query) => {
        const { plans, next } = await said(ask.GET('/v1/plans', { params: { query } }))
        return { items: plans, next }
      }),
    plan: (name: string, hash?: string) =>
      said(
        ask.GET('/v1/plans/{name}', {
          params: { path: { name }, query: hash === undefined ? {} : { hash } },
        }),
      ),
    /** Keeps nothing. `given` null: what can be said before inputs are given. */
    checkPlan: (text: PlanText, given: PlanInputs | null) =>
      said(ask.POST('/v1/plan-checks', { body: { ...text, ...given } })),
    targets: async () => (await said(ask.GET('/v1/targets'))).targets,
    kill: (target: string, because: string, signal?: AbortSignal): Promise<KillGiven> =>
      said(
        ask.POST('/v1/targets/{environment}/{name}/kill', {
          params: { path: targetPath(target) },
          body: { because },
          ...(signal === undefined ? {} : { signal }),
        }),
      ),
    decide: (target: string, how: 'adopt-proxy' | 'overwrite-proxy', because: string) =>
      said(
        ask.POST('/v1/targets/{environment}/{name}/decide', {
          params: { path: targetPath(target) },
          body: { how, because },
        }),
      ),
    dismissProxy: (target: string, proxy: string, because: string) =>
      said(
        ask.POST('/v1/targets/{environment}/{name}/dismiss-proxy', {
          params: { path: targetPath(target) },
          body: { proxy, because },
        }),
      ),
    setMode: (target: string, body: Body<'setTargetMode'>) =>
      said(ask.PUT('/v1/targets/{environment}/{name}/mode', { params: { path: targetPath(target) }, body })),
    release: (target: string, because: string) =>
      said(
        ask.POST('/v1/targets/{environment}/{name}/release', {
          params: { path: targetPath(target) },
          body: { because },
        }),
      ),
    tokens: async () => (await said(ask.GET(tokens, { params: { query: { limit: '1000' } } }))).tokens,
    createToken: (body: Body<'createToken'>) => said(ask.POST(tokens, { body })),
    revokeToken: (token: string, because: string, evenTheLast: boolean) =>
      said(
        ask.POST('/v1/tokens/{token}/revoke', {
          params: { path: { token } },
          body: { because, evenTheLast },
        }),
      ),
    whoAsks: () => said(ask.GET('/v1/session')),
    loginCode: () => said(ask.POST('/v1/session/codes')),
  }
}

/** A flag is also told to a service of its target. */
const FLAG_SERVICE_MS = 15_000

function targetPath(target: string) {
  const [environment = '', ...name] = target.split('/')
  return { environment, name: name.join('/') }
}
