/**
 * The disk of a server and its database fills up: it says so, begins nothing that it could not remember, and goes on
 * by itself.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type pg from 'pg'
import { smallDisk } from '../src/adapters/postgres/database/small-disk.testing.ts'
import { httpClient } from '../src/http/client/client.ts'
import { smallHouse } from './props/small-house.testing.ts'
import { until } from './props/stage.testing.ts'

const BINDING = `environments:
  staging:
    actions:
      mark: { command: [touch, '\${CUTWATER_CHANGE}'], timeLimit: 60s }
`
const ENDED_FULL = /the database ended unexpectedly: .*No space left on device/
const PLAN = `plan: small
title: A small change
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
steps:
  - action: mark
    undo: { none: true, because: it leaves a mark }
`

test('a full disk loses nothing, and what waits for space goes on when there is some', async (t) => {
  const house = smallHouse(BINDING)
  const disk = smallDisk(house.dataDir, 180)
  if (disk === null) {
    await house.remove()
    return t.skip('no disk of its own can be mounted here (that needs root)')
  }
  t.after(async () => {
    await house.stop()
    disk.unmount()
    await house.remove()
  })
  writeFileSync(join(house.dir, 'small.yaml'), PLAN)
  await house.start()
  const client = () => httpClient({ url: house.url(), token: house.token() })
  const begin = async () => {
    const { code, out, err } = await house.cutwater(
      'run',
      'small.yaml',
      'environment=staging',
      '--detach',
      '--json',
    )
    assert.equal(code, 0, err)
    return (JSON.parse(out) as { id: string }).id
  }
  const ended = (id: string) =>
    until(`${id} is over`, async () => {
      const { status, endedAt } = await client().change(id)
      return endedAt === null ? null : status
    })
  assert.equal(await ended(await begin()), 'succeeded')

  await t.test('a command that cannot be written down is not begun, and waits', async () => {
    disk.fill()
    const id = await begin()
    await until('the server says so', () => /the disk is full: no command can be started/.test(house.log()))
    assert.equal((await client().change(id)).endedAt, null)
    disk.free()
    assert.equal(await ended(id), 'succeeded')
  })

  await t.test(
    'a Postgres that ends for want of space takes the server with it, and both come back whole',
    async () => {
      const id = await begin()
      assert.equal(await ended(id), 'succeeded')
      // Its journal is what grows here; when that cannot grow any more, Postgres ends itself. Where a checkpoint has
      // just made room it comes back once more, and the room is taken again.
      const flood = async (postgres: pg.Client) => {
        const write = `SELECT pg_logical_emit_message(false, 'waste', repeat('x', 1000000))`
        for (let n = 0; n < 500; n += 1) await postgres.query(write)
        assert.fail('five hundred megabytes fit on a full disk')
      }
      await until('the server ends, and says why', async () => {
        if (ENDED_FULL.test(house.log())) return true
        disk.fill()
        try {
          await house.database(flood)
        } catch (error) {
          // It may be gone already.
          if (error instanceof assert.AssertionError) throw error
        }
        return null
      })
      await house.stop()
      disk.free()
      await house.start()
      assert.equal((await client().change(id)).status, 'succeeded', 'nothing that was committed is lost')
      assert.equal(await ended(await begin()), 'succeeded')
      const verified = await house.cutwater('journal', 'verify')
      assert.match(verified.out, /: whole$/m)
    },
  )
})
