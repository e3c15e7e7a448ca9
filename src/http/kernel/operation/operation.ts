import type { Context } from 'hono'
import type { z } from 'zod'
import type { Permission } from '../../../core/access/roles.ts'
import type { ReadOnly } from '../../../core/event/exactly.ts'
import type { Caller } from '../../../runtime/access/identify.ts'
import type { RateBudget } from '../access/rate-limits.ts'
import type { ProblemError, ProblemKind } from '../problem/problem.ts'
import type { Env } from '../request/env.ts'

/**
 * One operation of the API, said once: the types of its handler, what is checked before that is called, and its place
 * in the OpenAPI document all come from here.
 */
export type Operation = Permitted & {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** As OpenAPI writes it: `/v1/changes/{id}`. */
  readonly path: `/${string}`
  readonly tag: Tag
  readonly summary: string
  readonly description?: string
  /** By the names in the path. What does not fit is not looked up: it is unknown. */
  readonly params?: Readonly<Record<string, Param>>
  readonly query?: z.ZodObject
  /** Other headers that mean something, by their names in lower case. What does not fit is `malformed-request`. */
  readonly headers?: Readonly<Record<string, z.ZodType<unknown, string | undefined>>>
  /** Sent as JSON; `any` takes it as that whatever its Content-Type says. */
  readonly body?: z.ZodType
  readonly bodyType?: 'any'
  /** The longest body, in bytes; without it `BODY_BYTES_MAX`. */
  readonly bodyMax?: number
  /** Takes a file of any kind as its body, of so many bytes at most, within `UPLOAD_LIMIT_MS`. */
  readonly upload?: { readonly bytesMax: number }
  /** An example of a body, for readers of the document. */
  readonly example?: object
  /** `Idempotency-Key`: the same request again gets the answer of the first. */
  readonly idempotency?: 'required' | 'optional'
  /**
   * Takes `If-Match` with the revision that was seen; `needed` by the operation itself, or by what it turns out to be
   * asked.
   */
  readonly ifMatch?: true
  /** It can stop a canary: its answer comes soon, and no flood of other requests holds it up. */
  readonly urgent?: true
  /** What a request is counted against; without it `urgent`, `token`, or `anyone` where no token is asked for. */
  readonly budget?: RateBudget
  /** Within what time it is answered; without it `URGENT_LIMIT_MS` or `ANSWER_LIMIT_MS`. */
  readonly limitMs?: number
  /**
   * It opens a way in that outlives the session of a page, and its end: a session is refused, with these words of what
   * it may not do and what to do instead.
   */
  readonly notBySession?: { readonly because: string; readonly remedy: string }
  /** Given the body as it was read. */
  readonly needs?: (body: never) => Needed
  readonly answers: Readonly<Record<number, Answer>>
  /** What it may refuse for reasons of its own; what follows from the rest of this is added to the document. */
  readonly refusals?: readonly ProblemKind[]
  /** A protocol that is not ours answers these kinds of refusals in its own way: by one of `answers`. */
  readonly recast?: Recast
}

export type Recast = {
  readonly kinds: readonly ProblemKind[]
  readonly as: (
    problem: ProblemError,
    params: Readonly<Record<string, string>>,
  ) => { readonly status: number; readonly body: unknown }
}

/**
 * Every operation asks for one permission. Those that ask for none are listed, so that nothing is open by an
 * oversight.
 */
type Permitted =
  | { readonly id: string; readonly permission: Permission }
  | { readonly id: OpenOperation; readonly permission: 'anyone' }

/**
 * Where it depends on the body: then `permission` of the operation is what most of it takes, and `urgent` says that
 * some of it is.
 */
export type Needed = { readonly permission: Permission; readonly urgent: boolean }

export const OPEN_OPERATIONS = ['getLiveness', 'getReadiness', 'getOpenApi', 'openSession'] as const
export type OpenOperation = (typeof OPEN_OPERATIONS)[number]

/** In the order of the document. */
export const TAGS = {
  Plans: 'What may be run.',
  Changes: 'Executions of plans: opened, watched and commanded.',
  Targets: 'Where traffic goes: wanted, and what the proxies say they have.',
  Flags: 'Values that services read, with their history and locks.',
  Access: 'Who may come in, and what they may do.',
  Evaluation: 'What flags answer: OFREP, for OpenFeature SDKs. A target is its base URL.',
  Journal: 'What happened, as it is stored: hashed, signed and never rewritten.',
  Server: 'The server itself.',
} as const
export type Tag = keyof typeof TAGS

export type Param = {
  readonly schema: z.ZodType<string, string>
  readonly unknown: (params: Readonly<Record<string, string>>) => ProblemError
}

export type Answer = {
  readonly description: string
  /** JSON, unless `type` says otherwise; then this describes nothing but text. None: the answer has no body. */
  readonly schema?: z.ZodType
  readonly type?: string
  /** Text in which it comes too, to who asks for it: a reply that says so by its header `content-type`. */
  readonly alsoTypes?: readonly string[]
  /** Names of response headers with what they say. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What the handler is given: everything checked, and as the schemas make it. */
export type Asked<O extends Operation> = {
  readonly c: Context<Env>
  readonly caller: O['permission'] extends 'anyone' ? null : Caller
  /** Whether the caller still may, for what goes on for long. */
  readonly still: () => Promise<boolean>
  readonly params: { readonly [Name in keyof O['params']]: string }
  readonly query: O['query'] extends z.ZodType ? z.output<O['query']> : undefined
  readonly headers: { readonly [Name in keyof O['headers']]: Output<O['headers'][Name]> }
  readonly body: O['body'] extends z.ZodType ? z.output<O['body']> : undefined
  readonly file: O['upload'] extends object ? Uint8Array : undefined
  readonly key: O['idempotency'] extends 'required' ? string : string | undefined
  readonly revision: number | undefined
}

/** What the handler gives back: one of the answers, with the body that its schema describes. */
export type Reply<O extends Operation> = {
  [Status in keyof O['answers'] & number]: {
    readonly status: Status
    readonly headers?: Readonly<Record<string, string>>
  } & BodyOf<O['answers'][Status]>
}[keyof O['answers'] & number]

type BodyOf<A> = A extends { type: string }
  ? { readonly body: string | ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> }
  : A extends { schema: z.ZodType }
    ? { readonly body: ReadOnly<z.input<A['schema']>> }
    : { readonly body?: undefined }

type Output<S> = S extends z.ZodType ? z.output<S> : never

/** Adds an operation to the surface, answered by a handler. The only way to add a route. */
export type Serve = <const O extends Operation>(operation: O) => { by(handle: Handle<O>): void }
export type Handle<O extends Operation> = (asked: Asked<O>) => Promise<Reply<O>>
