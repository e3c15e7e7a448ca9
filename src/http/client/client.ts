import { randomUUID } from 'node:crypto'
import type { Finding } from '../../core/document/finding.ts'
import type { FlagContent } from '../../core/flag/definition/definition.ts'
import type { FlagdFile } from '../../core/flag/file/flagd-file.ts'
import type { Checkpoint, Entry } from '../../core/journal/entry.ts'
import type { Scalar } from '../../core/runbook/runbook.ts'
import type { ChangeLine, ChangeView } from '../../read/change/change-view.ts'
import type { JournalOf } from '../../read/reader.ts'
import type { FlagDiff, FlagVersionView, FlagView } from '../../read/records/flag-view.ts'
import type { PlanLine, PlanView } from '../../read/records/plan-view.ts'
import type { ServerView } from '../../read/records/server-view.ts'
import type { TargetView } from '../../read/records/target-view.ts'
import type { TokenView } from '../../read/records/token-view.ts'
import type { CommandBody } from '../api/changes/command-body.ts'
import type { OfrepFailure, OfrepSuccess } from '../api/evaluation/ofrep-answer.ts'
import { type Problem, type ProblemKind, typeOf } from '../kernel/problem/problem.ts'

export type { Problem } from '../kernel/problem/problem.ts'

/** A command as it is sent: durations are text there. */
export type Sent = CommandSent<CommandBody>
type CommandSent<Body> = Body extends { by: number } ? Omit<Body, 'by'> & { by: string } : Body

export type CommandGiven =
  | { readonly id: string; readonly answer: 'accepted'; readonly already: boolean; readonly revision: number }
  | { readonly id: string; readonly answer: 'pending' }

/** The server answered, and the answer is a problem. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }

  is(kind: ProblemKind): boolean {
    return this.problem.type === typeOf(kind)
  }
}

/** Nobody answered, or what answered is not Cutwater. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

export type ClientOptions = { readonly url: string; readonly token: string; readonly timeoutMs?: number }

export type Client = ReturnType<typeof httpClient>

/** Asks a server. Every call ends within its time limit; throws `Refused` or `Unreachable`. */
export function httpClient({ url, token, timeoutMs = 10_000 }: ClientOptions) {
  const send = async <T>(
    method: string,
    path: string,
    { body, headers = {}, limitMs = timeoutMs, signal, answers = [] }: Sending = {},
  ): Promise<T> => {
    const limit = AbortSignal.timeout(limitMs)
    const answer = await reach(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      redirect: 'error',
    })
    return read<T>(answer, url, answers)
  }
  const get = <T>(
    path: string,
    query: Readonly<Record<string, string | number | undefined>> = {},
    sending: Sending = {},
  ): Promise<T> => {
    const said = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    )
    return send<T>('GET', `${path}${said.length === 0 ? '' : `?${new URLSearchParams(said)}`}`, sending)
  }
  /** A list to its end, or until there are `most`: page by page, each where the one before says that it goes on. */
  const all = async <T>(
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    name: string,
    { most = Number.POSITIVE_INFINITY, page: size = 200 } = {},
  ): Promise<readonly T[]> => {
    const found: T[] = []
    for (let cursor: string | undefined; ; ) {
      const limit = Math.min(size, most - found.length)
      const page: { next: string | null } & Readonly<Record<string, unknown>> = await get(path, {
        ...query,
        limit,
        cursor,
      })
      found.push(...(page[name] as readonly T[]))
      if (page.next === null || found.length >= most) return found
      cursor = page.next
    }
  }
  const flagPath = ({ environment, target, flag }: FlagPlace) =>
    `/v1/flags/${part(environment)}/${part(target)}/${part(flag)}`

  return {
    url,
    ready: () => get<{ ready: boolean; at: string }>('/health/ready'),
    server: () => get<ServerView>('/v1/server'),
    open: (order: Order, dedup: string = randomUUID()) =>
      send<{ change: ChangeView; warnings: readonly Finding[] }>('POST', '/v1/changes', {
        body: order,
        headers: { 'idempotency-key': dedup },
      }),
    registerPlan: (text: PlanText) =>
      send<{ plan: PlanLine; already: boolean; warnings: readonly Finding[] }>('POST', '/v1/plans', {
        body: text,
      }),
    plans: () => all<PlanLine>('/v1/plans', {}, 'plans'),
    plan: (name: string, hash?: string) => get<PlanView>(`/v1/plans/${part(name)}`, { hash }),
    /** Keeps nothing. `given` null: what can be said before anybody has given inputs. */
    checkPlan: (text: PlanText, given: PlanInputs | null) =>
      send<{ ok: boolean; findings: readonly Finding[] }>('POST', '/v1/plan-checks', {
        body: { ...text, ...given },
      }),
    /** The newest first, at most `most` of them. */
    changes: (status?: string, most = 50) => all<ChangeLine>('/v1/changes', { status }, 'changes', { most }),
    change: (id: string, signal?: AbortSignal) =>
      get<ChangeView>(`/v1/changes/${part(id)}`, {}, signal === undefined ? {} : { signal }),
    journalOf: (id: string, after: number, waitMs = 0, signal?: AbortSignal) =>
      get<JournalOf>(
        `/v1/changes/${part(id)}/journal`,
        { after, waitMs },
        { limitMs: timeoutMs + waitMs, ...(signal === undefined ? {} : { signal }) },
      ),
    edit: (id: string, order: Order, revision: number, dedup: string = randomUUID()) =>
      send<CommandGiven>('PUT', `/v1/changes/${part(id)}/plan`, {
        body: order,
        headers: { 'idempotency-key': dedup, 'if-match': `"${revision}"` },
      }),
    command: (id: string, command: Sent, revision: number | null = null, dedup: string = randomUUID()) =>
      send<CommandGiven>('POST', `/v1/changes/${part(id)}/commands`, {
        body: command,
        headers: { 'idempotency-key': dedup, ...(revision === null ? {} : { 'if-match': `"${revision}"` }) },
      }),
    targets: async () => (await get<{ targets: readonly TargetView[] }>('/v1/targets')).targets,
    kill: (target: string, because: string) =>
      send<KillGiven>('POST', `/v1/targets/${parts(target)}/kill`, {
        body: { because },
      }),
    release: (target: string, because: string) =>
      send<{ already: boolean }>('POST', `/v1/targets/${parts(target)}/release`, { body: { because } }),
    flags: async (environment: string) =>
      (await get<{ flags: readonly FlagView[] }>('/v1/flags', { environment })).flags,
    setFlag: (place: FlagPlace, content: FlagContent, because: string) =>
      send<{ already: boolean }>('PUT', flagPath(place), {
        body: typeof content === 'object' ? { definition: content, because } : { value: content, because },
        limitMs: timeoutMs + 15_000,
      }),
    lockFlag: (place: FlagPlace, because: string) =>
      send<{ already: boolean }>('POST', `${flagPath(place)}/lock`, { body: { because } }),
    unlockFlag: (place: FlagPlace, because: string) =>
      send<{ already: boolean }>('POST', `${flagPath(place)}/unlock`, { body: { because } }),
    rollbackFlag: (place: FlagPlace, version: number, because: string) =>
      send<{ already: boolean }>('POST', `${flagPath(place)}/rollback`, {
        body: { version, because },
        limitMs: timeoutMs + 15_000,
      }),
    flagDiff: (place: FlagPlace, from?: number, to?: number) =>
      get<FlagDiff>(`${flagPath(place)}/diff`, { from, to }),
    flagdFile: (environment: string, target: string) =>
      get<FlagdFile>(`/v1/flags/${part(environment)}/${part(target)}/flagd`),
    evaluateFlag: ({ environment, target, flag }: FlagPlace, context: Readonly<Record<string, unknown>>) =>
      send<OfrepSuccess | OfrepFailure>(
        'POST',
        `/v1/environments/${part(environment)}/targets/${part(target)}/ofrep/v1/evaluate/flags/${part(flag)}`,
        { body: { context }, answers: [400, 404] },
      ),
    flagHistory: async (place: FlagPlace) =>
      (await get<{ history: readonly FlagVersionView[] }>(`${flagPath(place)}/history`)).history,
    tokens: async () => (await get<{ tokens: readonly TokenView[] }>('/v1/tokens', { limit: 1_000 })).tokens,
    createToken: (order: { name: string; roles: readonly string[]; expiresIn?: string }) =>
      send<{ token: TokenView; secret: string; sameName: readonly string[] }>('POST', '/v1/tokens', {
        body: order,
      }),
    revokeToken: (token: string, because: string, evenTheLast: boolean) =>
      send<{ token: TokenView; already: boolean; own: boolean }>('POST', `/v1/tokens/${part(token)}/revoke`, {
        body: { because, evenTheLast },
      }),
    whoAsks: () => get<{ name: string; roles: readonly string[]; expiresAt: string }>('/v1/session'),
    loginCode: () => send<{ code: string; expiresAt: string }>('POST', '/v1/session/codes'),
    streams: () =>
      all<{ stream: string; seq: number; hash: string }>('/v1/journal/streams', {}, 'streams', {
        page: 1_000,
      }),
    entries: async (stream: string, after: number, limit = 500) =>
      (await get<{ entries: readonly Entry[] }>('/v1/journal/entries', { stream, after, limit })).entries,
    checkpoints: async (after: number, limit = 500) =>
      (await get<{ checkpoints: readonly Checkpoint[] }>('/v1/journal/checkpoints', { after, limit }))
        .checkpoints,
  }
}

/** `change`: what moved the target and is aborted by this; `pending` when that waits for its next turn. */
export type KillGiven = {
  readonly already: boolean
  readonly change: string | null
  readonly answer: 'accepted' | 'pending' | null
}

export type FlagPlace = { readonly environment: string; readonly target: string; readonly flag: string }
/** A text, and what findings call it. */
export type PlanText = { readonly plan: string; readonly file: string }
export type PlanGiven = PlanText | { readonly registered: { readonly name: string; readonly hash?: string } }
export type PlanInputs = { readonly inputs: Readonly<Record<string, Scalar>>; readonly pace: number }
export type Order = PlanGiven & PlanInputs
type Sending = {
  body?: unknown
  headers?: Readonly<Record<string, string>>
  limitMs?: number
  signal?: AbortSignal
  /** Statuses that are answers in JSON as well: refusals in the words of another protocol. */
  answers?: readonly number[]
}

const part = (name: string): string => encodeURIComponent(name)
const parts = (name: string): string => name.split('/').map(encodeURIComponent).join('/')

async function reach(url: URL, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request)
  } catch (cause) {
    const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
    throw new Unreachable(
      `the server at ${url.origin} does not answer: ${why instanceof Error ? why.message || why.name : String(why)}`,
      { cause },
    )
  }
}

async function read<T>(answer: Response, url: string, answers: readonly number[]): Promise<T> {
  const type = answer.headers.get('content-type') ?? ''
  const text = await answer.text().catch((cause: unknown) => {
    throw new Unreachable(`the server at ${url} broke off its answer`, { cause })
  })
  if ((answer.ok || answers.includes(answer.status)) && type.startsWith('application/json'))
    return JSON.parse(text) as T
  if (type.startsWith('application/problem+json')) throw new Refused(JSON.parse(text) as Problem)
  throw new Unreachable(
    `what answers at ${url} is not Cutwater (status ${answer.status}, ${type || 'no type'})`,
  )
}
