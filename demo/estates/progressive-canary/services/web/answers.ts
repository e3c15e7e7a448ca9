/** What handlers of the shop take and give: as the demo's other services, and with headers of each answer's own. */
import type { Answer as PlainAnswer, Asked as PlainAsked } from '../../../../services/serve.ts'

export { html, json, jsonBody, Refused } from '../../../../services/serve.ts'

export type Asked = PlainAsked & {
  /** What stood in the places of the route's path, such as `:id`. */
  readonly params: Readonly<Record<string, string>>
}
export type Answer = PlainAnswer & {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Something between us and another service broke; the version does not put its name to that. */
  readonly notOurs?: true
}
export type Handler = (asked: Asked) => Answer | Promise<Answer>
export type Routes = Readonly<Record<string, Handler>>

/** Null when the browser sent no such cookie. */
export function cookieOf(asked: Asked, name: string): string | null {
  for (const pair of (asked.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=')
    if (key === name && value) return value
  }
  return null
}

/** The token of `Authorization: Bearer TOKEN`; null without one. */
export function bearerOf(asked: Asked): string | null {
  return /^Bearer (\S{1,200})$/.exec(asked.headers.authorization ?? '')?.[1] ?? null
}

/** Of a JSON body, which must be an object. */
export function textField(body: unknown, name: string): string | null {
  const value = (body as Record<string, unknown> | null)?.[name]
  return typeof value === 'string' && value.length > 0 && value.length <= 200 ? value : null
}
