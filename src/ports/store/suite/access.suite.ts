import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Store } from '../store.ts'
import { ALICE, exampleRunbook, fresh, newChange, T0 } from './example.testing.ts'

/** Tokens and the sessions that stand for them. The suite's database is shared, so nothing here counts all tokens. */
export function accessSuite(store: () => Store): void {
  const hash = (secret: string) => createHash('sha256').update(secret).digest('hex')
  const give = (roles: readonly string[] = ['viewer'], expiresAt = T0 + 1_000, secret = fresh('secret')) =>
    store().tokens.add({ hash: hash(secret), name: fresh('name'), roles, expiresAt, actor: ALICE, now: T0 })
  const revoke = (id: string, more: { evenTheLast?: boolean; now?: number } = {}) =>
    store().tokens.revoke({ id, actor: ALICE, because: 'lost', evenTheLast: false, now: T0 + 1, ...more })
  const journaled = async (id: string) =>
    (await store().journal.read('access', 0, 10_000))
      .filter(({ data }) => (data as { token?: string }).token === id)
      .map(({ type }) => type)

  test('a token is found by its hash in whatever state it is, and its life is journaled', async () => {
    const secret = fresh('secret')
    const token = await give(['viewer', 'sdk'], T0 + 10, secret)
    assert.equal(token.id, hash(secret).slice(0, 12))
    assert.deepEqual(await store().tokens.find(hash(secret)), token)
    assert.equal(await store().tokens.find(hash('other')), null)
    assert.deepEqual([token.createdBy, token.lastUsedAt, token.revoked], ['alice', null, null])
    assert.deepEqual(
      (await store().tokens.list(T0, 1_000)).filter(({ id }) => id === token.id),
      [token],
    )
    const revoked = { ...token, revoked: { by: 'alice', at: T0 + 1 } }
    assert.deepEqual(await revoke(token.id), { revoked: true, already: false, token: revoked })
    assert.deepEqual(await revoke(token.id), { revoked: true, already: true, token: revoked })
    assert.deepEqual(await store().tokens.find(hash(secret)), revoked)
    assert.deepEqual(await journaled(token.id), ['token-created', 'token-revoked'])
    assert.deepEqual(await revoke('000000000000'), { revoked: false, because: 'unknown-token' })
  })

  test('when a token was last used is kept to the minute', async () => {
    const secret = fresh('secret')
    const { id } = await give(['viewer'], T0 + 1e9, secret)
    const last = async () => (await store().tokens.find(hash(secret)))?.lastUsedAt
    for (const [at, seen] of [
      [T0, T0],
      [T0 + 59_999, T0],
      [T0 + 60_000, T0 + 60_000],
      [T0 + 5, T0 + 60_000],
    ] as const) {
      await store().tokens.used(id, at)
      assert.equal(await last(), seen)
    }
  })

  describe('the last one who may manage tokens', () => {
    // Far in the future, where no other test of this database has a valid token.
    const then = T0 + 1e12
    const manager = () => give(['admin'], then + 10)

    test('is not revoked by accident, not even by two who revoke each other', async () => {
      assert.equal(await store().tokens.anyManager(then), false)
      const viewer = await give(['viewer'], then + 10)
      const [one, other] = [await manager(), await manager()]
      assert.equal(await store().tokens.anyManager(then), true)
      assert.equal(await store().tokens.anyManager(then + 10), false)
      const answers = await Promise.all([revoke(one.id, { now: then }), revoke(other.id, { now: then })])
      assert.deepEqual(answers.map(({ revoked }) => revoked).sort(), [false, true])
      assert.ok((await revoke(viewer.id, { now: then })).revoked)
      const left = answers[0]?.revoked === true ? other : one
      assert.deepEqual(await revoke(left.id, { now: then }), { revoked: false, because: 'last-manager' })
      assert.ok((await revoke(left.id, { now: then, evenTheLast: true })).revoked)
      assert.equal(await store().tokens.anyManager(then), false)
    })
  })

  test('of kill switches under one key, the first stands', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() => store().ticks.create(newChange(exampleRunbook(fresh('env'))))),
    )
    const key = fresh('key')
    assert.equal(await store().killOrders.find(key), null)
    const order = { change: first?.id ?? '', asked: '{}' }
    assert.deepEqual(await store().killOrders.remember(key, order, T0), order)
    const later = { change: second?.id ?? '', asked: '{"version":"v2"}' }
    assert.deepEqual(await store().killOrders.remember(key, later, T0), order)
    assert.deepEqual(await store().killOrders.find(key), order)
  })

  describe('a session', () => {
    const codeOf = async (token: string, expiresAt = T0 + 90) => {
      const code = hash(fresh('code'))
      await store().sessions.addCode({ hash: code, token, expiresAt, now: T0 })
      return code
    }
    const open = (code: string, secret: string, now = T0) =>
      store().sessions.open({ code, hash: secret, expiresAt: T0 + 5_000, now })

    test('is opened by a code once, however many try at once', async () => {
      const { id } = await give()
      const code = await codeOf(id)
      const secrets = Array.from({ length: 5 }, () => hash(fresh('session')))
      const opened = await Promise.all(secrets.map((secret) => open(code, secret)))
      assert.equal(opened.filter((session) => session !== null).length, 1)
      const found = await Promise.all(secrets.map((secret) => store().sessions.find(secret, T0)))
      assert.deepEqual(found, opened)
      assert.deepEqual(await journaled(id), ['token-created', 'session-opened'])
    })

    test('lives no longer than its token, and not past its own end', async () => {
      const { id } = await give(['viewer'], T0 + 1_000)
      const secret = hash(fresh('session'))
      assert.equal((await open(await codeOf(id), secret))?.expiresAt, T0 + 1_000)
      assert.equal((await store().sessions.find(secret, T0 + 999))?.token.id, id)
      assert.equal(await store().sessions.find(secret, T0 + 1_000), null)
      assert.equal(await store().sessions.end(secret, T0), true)
      assert.equal(await store().sessions.end(secret, T0), false)
      assert.equal(await store().sessions.find(secret, T0), null)
    })

    test('is not opened by a code that is too old, or whose token is over', async () => {
      const { id } = await give()
      assert.equal(await open(await codeOf(id), hash(fresh('session')), T0 + 90), null)
      assert.equal(await open(await codeOf(id, T0 + 1e6), hash(fresh('session')), T0 + 1_000), null)
    })

    test('is over with the token, and so is a code that was not used yet', async () => {
      const { id } = await give()
      const [secret, code] = [hash(fresh('session')), await codeOf(id)]
      await open(await codeOf(id), secret)
      await revoke(id)
      assert.equal(await store().sessions.find(secret, T0), null)
      assert.equal(await open(code, hash(fresh('session'))), null)
    })
  })
}
