/** Who users are: signing up, logging in, API tokens, and whose request this is. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { hashOf } from '../database/schema.ts'
import {
  type Answer,
  type Asked,
  bearerOf,
  cookieOf,
  json,
  jsonBody,
  Refused,
  type Routes,
  textField,
} from '../web/answers.ts'
import type { Backend } from './backend.ts'

export type User = { readonly id: string; readonly handle: string; readonly segment: Segment | null }
export type Segment = 'internal' | 'beta' | 'premium'

const SESSION_COOKIE = 'session'
/** What a proxy may map to a segment of the plan. */
const SEGMENT_COOKIE = 'codex-segment'
const KNOWN_SECONDS = 20

export function accountRoutes(backend: Backend): Routes {
  const { store } = backend
  return {
    'POST /api/v1/signup': async (asked) => {
      const body = await jsonBody(asked)
      const [email, password, handle] = credentials(body)
      const tier = textField(body, 'tier') ?? 'free'
      const beta = (body as { betaTester?: unknown }).betaTester === true
      const rows = await store.query<UserRow>(
        `insert into users (email, password_hash, handle, subscription_tier, beta_tester, side, version)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning ${USER}`,
        [email, await hashPassword(password), handle, tier, beta, backend.side, backend.version],
      )
      if (rows[0] === undefined) throw new Refused(409, 'this address has an account already')
      return withSession(backend, 201, rows[0])
    },
    'POST /api/v1/login': async (asked) => {
      const [email, password] = credentials(await jsonBody(asked))
      const [row] = await store.query<UserRow & { password_hash: string }>(
        `select ${USER}, password_hash from users where email = $1`,
        [email],
      )
      if (row === undefined || !(await isPassword(password, row.password_hash)))
        throw new Refused(401, 'address or password are wrong')
      return withSession(backend, 200, row)
    },
    'GET /api/v1/me': async (asked) => {
      const user = await mustBe(backend, asked)
      const [row] = await store.query('select avatar from users where id = $1', [user.id])
      return json(200, { ...user, avatar: row?.avatar ?? null })
    },
    'GET /auth/verify': async (asked) => {
      const user = await mustBe(backend, asked)
      return json(200, { verified: true, user: user.handle })
    },
    'POST /api/v1/tokens': async (asked) => {
      const user = await mustBe(backend, asked)
      const token = `api_${randomBytes(24).toString('base64url')}`
      await insertToken(backend, token, user.id, 'api', textField(await jsonBody(asked), 'label') ?? '')
      return json(201, { token })
    },
    'DELETE /api/v1/tokens': async (asked) => {
      const token = bearerOf(asked)
      if (token === null) throw new Refused(401, 'carry the token that is to be revoked')
      await store.query('delete from tokens where hash = $1', [hashOf(token)])
      await backend.cache.drop(`token:${hashOf(token)}`)
      return json(200, { revoked: true })
    },
  }
}

/** Whose session or API token the request carries. Throws `Refused` 401 without. */
export async function mustBe({ store, cache }: Backend, asked: Asked): Promise<User> {
  const token = bearerOf(asked) ?? cookieOf(asked, SESSION_COOKIE)
  if (token === null) throw new Refused(401, 'log in, or carry an API token')
  const hash = hashOf(token)
  const user = await cache.keep(`token:${hash}`, KNOWN_SECONDS, async () => {
    const [row] = await store.query<UserRow>(
      `select ${USER} from users where id = (select user_id from tokens where hash = $1)`,
      [hash],
    )
    return row === undefined ? null : userOf(row)
  })
  if (user === null) throw new Refused(401, 'this session or token is not valid')
  return user
}

type UserRow = {
  readonly id: string
  readonly handle: string
  readonly subscription_tier: string
  readonly beta_tester: boolean
}
const USER = 'id, handle, subscription_tier, beta_tester'

const userOf = (row: UserRow): User => ({ id: row.id, handle: row.handle, segment: segmentOf(row) })

/** The team by its handles; else what the account says. */
function segmentOf({ handle, subscription_tier, beta_tester }: UserRow): Segment | null {
  if (handle.startsWith('@team-') || handle === '@jermaineMerritt') return 'internal'
  if (beta_tester) return 'beta'
  return subscription_tier === 'premium' ? 'premium' : null
}

async function withSession(backend: Backend, status: number, row: UserRow): Promise<Answer> {
  const token = randomBytes(24).toString('base64url')
  await insertToken(backend, token, row.id, 'session', '')
  const user = userOf(row)
  const cookies = [`${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax`]
  if (user.segment !== null) cookies.push(`${SEGMENT_COOKIE}=${user.segment}; Path=/; SameSite=Lax`)
  return { ...json(status, user), headers: { 'set-cookie': cookies } }
}

async function insertToken({ store }: Backend, token: string, user: string, kind: string, label: string) {
  await store.query('insert into tokens (hash, user_id, kind, label) values ($1, $2, $3, $4)', [
    hashOf(token),
    user,
    kind,
    label,
  ])
}

function credentials(body: unknown): readonly [email: string, password: string, handle: string] {
  const [email, password] = [textField(body, 'email'), textField(body, 'password')]
  if (email === null || password === null || !/^[^@\s]+@[^@\s]+$/.test(email))
    throw new Refused(422, 'the body needs email and password')
  return [email, password, textField(body, 'handle') ?? email]
}

/** Far below what a real shop should ask of a guesser: the demo's machine is small. */
const COST = { N: 512, r: 8, p: 1 }
const derive = promisify<string, string, number, typeof COST, Buffer>(scrypt)

async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(12).toString('base64url')
  return `${salt}.${(await derive(password, salt, 24, COST)).toString('base64url')}`
}

async function isPassword(password: string, kept: string): Promise<boolean> {
  const [salt = '', hash = ''] = kept.split('.')
  const derived = await derive(password, salt, 24, COST)
  const expected = Buffer.from(hash, 'base64url')
  return derived.length === expected.length && timingSafeEqual(derived, expected)
}
