/** The upgrade promise: this version opens what an earlier one left behind, which verifies and goes on. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from './props/stage.testing.ts'
import { type Caller, caller } from './upgrade/caller.testing.ts'
import { GATEWAYS } from './upgrade/estate.testing.ts'
import { type Fixture, fixtures, loadFixture } from './upgrade/load-fixture.testing.ts'
import {
  changeOf,
  entriesOf,
  flagsOf,
  journalOf,
  listed,
  lockedFlags,
  OVER,
  plansIn,
  seriesOf,
  stepOf,
} from './upgrade/meaning.testing.ts'
import { journalIn } from './upgrade/rows.testing.ts'

for (const name of fixtures())
  test(`what ${name} left behind`, async (t) => {
    const fixture = await loadFixture(name)
    const stopVisits = new AbortController()
    let visits: Promise<void> = Promise.resolve()
    // The hooks of a test run from the first to the last.
    t.after(async () => {
      stopVisits.abort()
      await visits
      await fixture.remove()
    })
    const { house } = fixture
    const before = await house.databaseAlone(journalIn)

    await fixture.startGateways()
    await t.test('gateways start where they were, without a server', () => splitsAsBefore(fixture))

    await house.start()
    visits = visiting(fixture, stopVisits.signal)
    const admin = caller(house.url, house.token)
    await t.test('every change is listed and shown, with all of its journal', () => shows(fixture, admin))
    await t.test('plans are registered, and refusals on record', () => recordsStand(admin))
    await t.test('its journal verifies, with the checkpoints of then', () => verifies(fixture))
    await t.test('flags are what they were, and locks stand', () => flagsStand(fixture, admin))
    await t.test('tokens let in those whom they let in', () => tokensStand(fixture))
    await t.test('a latched target stays closed', () => latchStands(fixture, admin))
    await t.test('what has not begun waits as before, and is approved as before', () =>
      waitsOn(fixture, admin),
    )
    await t.test('commands under way are adopted, repeated, looked after, or asked about', () =>
      choresGoOn(fixture, admin),
    )
    await t.test('a rollback ends, and undoes nothing twice', () => rollbackEnds(fixture, admin))
    await t.test('changes in the middle of a hold go on to their end', () => holdsGoOn(t, fixture, admin))
    await t.test('no old entry was rewritten, and new ones go on where they end', () =>
      nothingRewritten(fixture, before),
    )
  })

/** Commands that share a machine. */
const AT_ONCE = 4

const id = ({ about }: Fixture, name: string): string => about.changes[name]?.id ?? ''

async function splitsAsBefore({ split }: Fixture): Promise<void> {
  for (const gateway of GATEWAYS) {
    for (const service of ['shop', 'search'] as const)
      assert.equal((await split(gateway, service)).weight, 2_500, `${gateway} ${service}`)
    assert.deepEqual(await split(gateway, 'pay'), { mode: 'closed', latched: true })
    assert.deepEqual(await split(gateway, 'docs'), { mode: 'closed', latched: false })
  }
}

/** Users come and go all the while; none of them notices the upgrade. */
async function visiting({ visit }: Fixture, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const served = await Promise.all([visit('shop', 16), visit('search', 16)])
    for (const version of served.flat()) assert.match(version, /^v[123]$/)
    await sleep(150)
  }
}

async function shows(fixture: Fixture, admin: Caller): Promise<void> {
  const { about } = fixture
  const all = Object.values(about.changes)
  const lines = await listed(admin)
  assert.deepEqual(new Set(lines.map((line) => line.id)), new Set(all.map((each) => each.id)))
  const list = await says(fixture, 'list')
  for (const { id, status } of all) {
    assert.ok(list.includes(id), id)
    const change = await changeOf(admin, id)
    if (OVER.includes(status)) assert.equal(change.status, status, id)
    const entries = await journalOf(admin, id)
    assert.equal(entries[0]?.type, 'drafted')
    for (const { sentence, seq, type } of entries)
      assert.ok(sentence.trim().length > 3, `${id} entry ${seq}, ${type}, says "${sentence}"`)
    await seriesOf(admin, id)
    assert.ok(change.title.length > 0)
  }
  for (let from = 0; from < all.length; from += AT_ONCE)
    await Promise.all(
      all.slice(from, from + AT_ONCE).map(async (each) => {
        assert.ok((await says(fixture, 'show', each.id)).includes(each.id))
      }),
    )
}

async function recordsStand(admin: Caller): Promise<void> {
  assert.deepEqual([...(await plansIn(admin))].sort(), ['canary', 'chores', 'two-steps'])
  const access = await entriesOf(admin, 'access')
  for (const type of ['token-created', 'token-revoked', 'refused', 'kill-switch'])
    assert.ok(access.includes(type), type)
}

async function verifies(fixture: Fixture): Promise<void> {
  assert.match(await says(fixture, 'journal', 'verify'), /: whole$/m)
}

async function flagsStand({ about, house }: Fixture, admin: Caller): Promise<void> {
  const shop = caller(house.url, () => about.tokens.shop ?? '')
  const anybody = { targetingKey: 'user-1' }
  assert.deepEqual(await flagsOf(shop, 'shop', anybody), {
    banner: 'sale',
    checkout: { steps: 5 },
    share: 25,
  })
  const few = await flagsOf(shop, 'shop', { ...anybody, email: 'anna@a.example' })
  assert.deepEqual(few.checkout, { steps: 2 })
  assert.equal((await flagsOf(shop, 'docs', anybody)).NewCheckout, true)
  assert.deepEqual(await lockedFlags(admin), ['docs NewCheckout', 'shop banner'])
  const set = { value: 'no sale', because: 'it is over' }
  assert.equal(await admin.status('PUT', '/v1/flags/staging/shop/banner', set), 409)
  const back = { version: 2, because: 'the second after all' }
  await admin.send('POST', '/v1/flags/staging/shop/checkout/rollback', back)
  assert.deepEqual((await flagsOf(shop, 'shop', { email: 'b@a.example', ...anybody })).checkout, { steps: 3 })
}

async function tokensStand({ about, house }: Fixture): Promise<void> {
  const may = async (who: string, path: string) =>
    caller(house.url, () => about.tokens[who] ?? '').status('GET', path)
  assert.equal(house.token(), about.tokens.admin)
  assert.deepEqual(
    await Promise.all([
      may('admin', '/v1/tokens'),
      may('alice', '/v1/changes'),
      may('ann', '/v1/changes'),
      may('ann', '/v1/tokens'),
      may('bob', '/v1/changes'),
      may('shop', '/v1/changes'),
    ]),
    [200, 200, 200, 403, 401, 403],
  )
}

async function latchStands(fixture: Fixture, admin: Caller): Promise<void> {
  assert.match(await says(fixture, 'targets'), /pay.*latched/i)
  for (const gateway of GATEWAYS)
    assert.deepEqual(await fixture.split(gateway, 'pay'), { mode: 'closed', latched: true })
  assert.equal(
    await admin.status('POST', '/v1/targets/staging/pay/release', { because: 'payments work' }),
    200,
  )
}

async function waitsOn(fixture: Fixture, admin: Caller): Promise<void> {
  const statuses = ['scheduled', 'heldBack', 'draft', 'rejected', 'requested'] as const
  for (const name of statuses)
    assert.equal((await changeOf(admin, id(fixture, name))).status, fixture.about.changes[name]?.status)
  assert.match(await says(fixture, 'show', id(fixture, 'heldBack')), /on the train/)
  const carol = caller(fixture.house.url, () => fixture.about.tokens.carol ?? '')
  await command(fixture, carol, 'requested', { command: 'approve' })
  assert.equal((await changeOf(admin, id(fixture, 'requested'))).status, 'scheduled')
}

async function choresGoOn(fixture: Fixture, admin: Caller): Promise<void> {
  const chores = () => changeOf(admin, id(fixture, 'chores'))
  const went = await until('four of six are done', async () => {
    const change = await chores()
    const done = ['backup', 'sync', 'charge', 'ping'].every((name) => step(change, name) === 'done')
    return done && step(change, 'announce') === 'in-doubt' ? change : null
  })
  assert.equal(step(went, 'post'), 'in-doubt', 'what was in doubt before is so still')
  assert.deepEqual(
    ['backup', 'sync', 'charge', 'was-charged', 'announce', 'ping'].map((name) => acts(fixture, name)),
    [1, 2, 1, 1, 1, 1],
    'only what is safe to repeat was repeated',
  )
  for (const title of ['Post', 'Announce'])
    await until(`somebody is paged of ${title}`, () =>
      fixture.pager.said.some((page) => page.includes(title)),
    )
  for (const name of ['announce', 'post'])
    await command(fixture, admin, 'chores', {
      ...{ command: 'settle', item: `action-${name}`, as: 'done', because: 'it was heard' },
    })
  await ended(fixture, admin, 'chores', 'succeeded')
}

const step = (change: Parameters<typeof stepOf>[0], name: string) => stepOf(change, `action-${name}`)

/** How often a command began, over both versions. */
function acts({ house: { dir }, about }: Fixture, name: string): number {
  const lines = readFileSync(join(dir, 'acts.jsonl'), 'utf8').trim().split('\n')
  const all = lines.map((line) => JSON.parse(line) as { name: string; change: string })
  return all.filter((act) => act.name === name && act.change === about.changes.chores?.id).length
}

async function rollbackEnds(fixture: Fixture, admin: Caller): Promise<void> {
  await ended(fixture, admin, 'rollingBack', 'rolled-back')
  const lines = readFileSync(join(fixture.house.dir, 'acts.jsonl'), 'utf8')
  const lift = JSON.stringify({ name: 'lift', change: id(fixture, 'rollingBack') })
  assert.equal(lines.split('\n').filter((line) => line === lift).length, 1)
}

async function holdsGoOn(t: TestContext, fixture: Fixture, admin: Caller): Promise<void> {
  assert.equal((await changeOf(admin, id(fixture, 'paused'))).status, 'paused')
  await command(fixture, admin, 'paused', { command: 'resume' })
  await ended(fixture, admin, 'running', 'succeeded')
  t.diagnostic(
    `the running change went on through ${(await journalOf(admin, id(fixture, 'running'))).length} entries`,
  )
  await ended(fixture, admin, 'paused', 'succeeded')
  await until('the one that waited for it holds', async () =>
    (await journalOf(admin, id(fixture, 'waiting'))).some(({ type }) => type === 'hold-started'),
  )
  for (const gateway of GATEWAYS) assert.equal((await fixture.split(gateway, 'search')).mode, 'closed')
}

async function nothingRewritten(fixture: Fixture, before: readonly string[]): Promise<void> {
  const { house } = fixture
  await verifies(fixture)
  await house.stop()
  assert.match(await says(fixture, 'journal', 'verify', '--direct'), /: whole$/m)
  const after = await house.databaseAlone(journalIn)
  const kept = new Set(after)
  assert.deepEqual(
    before.filter((entry) => !kept.has(entry)),
    [],
  )
  assert.ok(before.length > 0 && after.length > before.length)
}

async function ended(fixture: Fixture, admin: Caller, name: string, status: string): Promise<void> {
  await until(`${name} is ${status}`, async () => {
    const change = await changeOf(admin, id(fixture, name))
    if (change.status !== status)
      assert.ok(!OVER.includes(change.status), `${name} ended as ${change.status}`)
    return change.status === status
  })
}

async function command(fixture: Fixture, by: Caller, name: string, body: object): Promise<void> {
  const { revision } = await changeOf(by, id(fixture, name))
  const path = `/v1/changes/${id(fixture, name)}/commands`
  await by.send('POST', path, body, { 'if-match': `"${revision}"` })
}

async function says({ house }: Fixture, ...words: readonly string[]): Promise<string> {
  const { code, out, err } = await house.cutwater(...words)
  assert.equal(code, 0, `cutwater ${words.join(' ')}: ${err}${out}`)
  return out
}
