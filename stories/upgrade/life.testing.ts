/** What goes on in the estate while a fixture is written: changes are left in as many states as there are. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../props/stage.testing.ts'
import {
  canary,
  command,
  entered,
  entry,
  holding,
  type Life,
  open,
  seen,
  visitedUntil,
} from './asked-changes.testing.ts'
import { type Caller, caller } from './caller.testing.ts'
import type { Estate } from './estate.testing.ts'
import { changeOf } from './meaning.testing.ts'
import { allowing, effectOf, killRun, refusing, running, runOf } from './started-commands.testing.ts'

/** What a fixture says of itself: which change is which, and who holds which token. */
export type About = {
  readonly writtenAt: string
  readonly changes: Readonly<Record<string, { readonly id: string; readonly status: string }>>
  /** For this test alone; they open nothing anywhere else. */
  readonly tokens: Readonly<Record<string, string>>
}

const FAR = '2099-01-01T00:00:00Z'
const CHECKOUT = {
  state: 'ENABLED',
  variants: { new: { steps: 2 }, old: { steps: 5 } },
  defaultVariant: 'old',
  targeting: { if: [{ ends_with: [{ var: 'email' }, '@a.example'] }, 'new', null] },
}

/** Everything but the end: some of it is still under way when this returns. */
export async function live(estate: Estate): Promise<About> {
  const { house } = estate
  const admin = caller(house.url, house.token)
  const life: Life = { estate, admin, changes: {} }
  const tokens: Readonly<Record<string, string>> = { admin: house.token(), ...(await people(life)) }
  for (const file of ['canary', 'two-steps', 'chores'])
    await admin.send('POST', '/v1/plans', { plan: planText(house.dir, file), file: `${file}.yaml` })
  await admin.send('POST', '/v1/plans', {
    plan: planText(house.dir, 'canary').replace('Canary of one service', 'Canary of a service'),
  })
  await flags(life)
  await finished(life)
  await beforeRunning(
    life,
    caller(house.url, () => tokens.alice ?? ''),
  )
  await latched(life)
  await chores(life)
  await underWay(life)
  return { writtenAt: new Date().toISOString(), changes: await statuses(life), tokens }
}

/** While no server runs: some commands end unseen, and how others ended will never be known. */
export async function whileAway(dir: string, items: Items): Promise<void> {
  for (const name of ['backup', 'lift']) {
    rmSync(join(dir, 'held', name))
    await until(`${name} is over`, () => existsSync(join(runOf(dir, items(name)), 'exit.json')))
  }
  for (const name of ['sync', 'charge', 'announce']) killRun(dir, items(name))
}

/** The key of the effect that carries out a command. */
type Items = (name: string) => string

async function people({ admin, estate: { house } }: Life): Promise<Readonly<Record<string, string>>> {
  const tokens: Record<string, string> = {}
  for (const [name, roles] of [
    ['alice', ['operator', 'guardian']],
    ['ann', ['author']],
    ['bob', ['operator']],
    ['carol', ['operator']],
    ['shop', ['sdk']],
  ] as const) {
    const created = await admin.send('POST', '/v1/tokens', { name, roles, expiresIn: '365d' })
    tokens[name] = (created as { secret: string }).secret
  }
  await admin.send('POST', '/v1/tokens/bob/revoke', { because: 'he has left' })
  const ann = caller(house.url, () => tokens.ann ?? '')
  assert.equal(
    await ann.status('POST', '/v1/targets/staging/shop/kill', { because: 'I do not like it' }),
    403,
  )
  assert.equal(await ann.status('GET', '/v1/tokens'), 403)
  return tokens
}

async function flags({ admin }: Life): Promise<void> {
  const at = (flag: string) => `/v1/flags/staging/shop/${flag}`
  const wider = { ...CHECKOUT, variants: { ...CHECKOUT.variants, new: { steps: 3 } } }
  await admin.send('PUT', at('checkout'), { definition: CHECKOUT, because: 'a first try' })
  await admin.send('PUT', at('checkout'), { definition: wider, because: 'a second try' })
  await admin.send('POST', `${at('checkout')}/rollback`, { version: 1, because: 'the first was better' })
  for (const value of [10, 25]) await admin.send('PUT', at('share'), { value, because: 'step by step' })
  await admin.send('PUT', at('banner'), { value: 'sale', because: 'the sale begins' })
  await admin.send('POST', `${at('banner')}/lock`, { because: 'until the sale is over' })
}

async function finished(life: Life): Promise<void> {
  const { dir } = life.estate.house
  await canary(life, 'succeeded', 'docs', 'v2', { pace: 10, freeze: true })
  await visitedUntil(life, 'succeeded', 'docs', 'succeeded')
  await canary(life, 'tripped', 'docs', 'v3-bad', {})
  await visitedUntil(life, 'tripped', 'docs', 'rolled-back')

  const steps = (name: string, inputs: object, pace = 1) => open(life, name, 'two-steps', inputs, pace)
  writeFileSync(join(dir, 'held', 'wait'), '')
  await steps('failed', {})
  await running(life, 'failed', 'wait')
  writeFileSync(join(dir, 'fails', 'lift'), '')
  await command(life, 'failed', { command: 'abort', because: 'wrong day' })
  await entered(life, 'failed', 'failed')
  rmSync(join(dir, 'fails', 'lift'))

  await steps('missed', { start: '2026-01-01T00:00:00Z' })
  await entered(life, 'missed', 'missed')
  await steps('cancelled', { start: FAR })
  await command(life, 'cancelled', { command: 'cancel', because: 'nobody needs it' })

  await steps('rollingBack', { minutes: 1 }, 60)
  await running(life, 'rollingBack', 'wait')
  await command(life, 'rollingBack', { command: 'extend', by: '1s', because: 'it takes longer' })
  await entry(life, 'rollingBack', 'window-overrun')
  writeFileSync(join(dir, 'held', 'lift'), '')
  await command(life, 'rollingBack', { command: 'abort', because: 'its window is over' })
  await running(life, 'rollingBack', 'lift')
}

async function beforeRunning(life: Life, alice: Caller): Promise<void> {
  const { house } = life.estate
  const far = (name: string) => open(life, name, 'two-steps', { start: FAR })
  await far('scheduled')
  await life.admin.send(
    'PUT',
    `/v1/changes/${life.changes.scheduled}/plan`,
    { registered: { name: 'two-steps' }, inputs: { start: FAR, minutes: 90 } },
    await seen(life, 'scheduled'),
  )
  await far('heldBack')
  await command(life, 'heldBack', { command: 'pause', because: 'the on-call engineer is on the train' })

  // At 46c7d21 nothing outside the core leaves a change as a draft or asks for approvals; its database has both.
  for (const name of ['draft', 'requested', 'rejected']) {
    await unrequested(life, name, () => far(name))
    if (name === 'draft') continue
    await house.database((client) =>
      client.query(
        'INSERT INTO cutwater.inbox (change_id, dedup, actor, command, at) VALUES ($1, $2, $3, $4, $5)',
        [
          ...[life.changes[name], `request-${name}`, { kind: 'person', name: 'ann' }],
          ...[{ command: 'request', needed: 2, revision: 1 }, Date.now()],
        ],
      ),
    )
    await house.database((client) =>
      client.query('INSERT INTO cutwater.nudge (change_id, at) VALUES ($1, $2)', [
        life.changes[name],
        Date.now(),
      ]),
    )
    await entered(life, name, 'requested')
  }
  const asked = (name: string, body: object) => command(life, name, body, alice)
  await asked('requested', { command: 'approve' })
  await asked('rejected', { command: 'reject', because: 'not before the sale' })
}

/** A server that ends between drafting a change and requesting it leaves a draft. */
async function unrequested(life: Life, name: string, act: () => Promise<unknown>): Promise<void> {
  const before = await newest(life)
  await refusing(life, 'BEFORE INSERT ON cutwater.inbox', '', () => assert.rejects(act()))
  await allowing(life, 'inbox')
  life.changes[name] = await newest(life)
  assert.notEqual(life.changes[name], before, 'nothing was drafted')
}

async function newest({ estate: { house } }: Life): Promise<string> {
  const last = 'SELECT id FROM cutwater.change ORDER BY number DESC LIMIT 1'
  return house.database(async (client) => (await client.query<{ id: string }>(last)).rows[0]?.id ?? '')
}

async function latched(life: Life): Promise<void> {
  await canary(life, 'killed', 'pay', 'v2', {})
  await holding(life, 'killed')
  await command(life, 'killed', { command: 'pause', because: 'it looks slow' })
  await command(life, 'killed', { command: 'resume' })
  await life.admin.send('POST', '/ops/canary/abort', {
    reason: 'payments fail',
    confirmed: true,
    change: life.changes.killed,
  })
  await entered(life, 'killed', 'rolled-back')
}

async function chores(life: Life): Promise<void> {
  const { house } = life.estate
  for (const name of ['backup', 'sync', 'charge', 'announce', 'post'])
    writeFileSync(join(house.dir, 'held', name), '')
  // Pages from here on are sent by the next version.
  life.estate.pager.isDown = true
  // Ordered, and not yet begun: the server ends between the two.
  await refusing(
    life,
    'BEFORE UPDATE ON cutwater.effect',
    "WHEN (NEW.act->>'name' = 'ping' AND NEW.status = 'started')",
    () => open(life, 'chores', 'chores', {}),
  )
  for (const name of ['backup', 'sync', 'charge', 'announce', 'post']) await running(life, 'chores', name)
  killRun(house.dir, await effectOf(life, 'chores', 'post'))
  await entry(life, 'chores', 'step-unknown')
}

async function underWay(life: Life): Promise<void> {
  const { estate } = life
  await canary(life, 'paused', 'search', 'v2', {})
  await holding(life, 'paused')
  await command(life, 'paused', { command: 'pause', because: 'lunch' })
  await canary(life, 'running', 'shop', 'v2', {})
  await canary(life, 'waiting', 'shop', 'v3', {})
  await entry(life, 'waiting', 'waiting-for-targets')
  await holding(life, 'running')
  // Some evidence, and too little of it to go on.
  await estate.visit('shop', 8)
  await estate.visit('search', 8)
}

function planText(dir: string, name: string): string {
  return readFileSync(join(dir, `${name}.yaml`), 'utf8')
}

async function statuses({ admin, changes }: Life): Promise<About['changes']> {
  const all = await Promise.all(
    Object.entries(changes).map(async ([name, id]) => [
      name,
      { id, status: (await changeOf(admin, id)).status },
    ]),
  )
  return Object.fromEntries(all)
}
