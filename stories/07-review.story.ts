/** Afterwards: what happened can be read, handed over and proved; and tampering is found. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type pg from 'pg'
import type { ChangeEvent } from '../src/core/change/events/event.ts'
import { replay } from '../src/core/change/evolve/evolve.ts'
import { asJson } from '../src/core/journal/canonical.ts'
import { hashOf, sealAll } from '../src/core/journal/chain.ts'
import type { Checkpoint, Entry } from '../src/core/journal/entry.ts'
import { asOwner, tampered } from './props/database.testing.ts'
import { begin, journalOf, says, status } from './props/facts.testing.ts'
import { arrivedAt } from './props/outside.testing.ts'
import { planVariant, SHORT } from './props/plan-variant.testing.ts'
import { onStage, type Stage, until } from './props/stage.testing.ts'

/** What the seed's checklist wants to find in the telemetry. */
const AUDITED = ['maintenance:window:start', 'canary:step', 'deploy:complete', 'maintenance:window:end']

test('a finished change', async (t) => {
  await onStage({ users: 300 }, async (stage) => {
    const id = await begin(stage, planVariant(stage.dir, 'short', SHORT), 'v2.0.0')
    await status(stage, id, 'succeeded')
    await pinned(stage, id)

    await t.test('what no browser could look at is left to its person, and says why', async () => {
      const shown = (await says(stage, 'show', id)).replace(/\s+/g, ' ')
      assert.match(shown, /\[\?\] ADA checks of the investor panel \(focus rings and contrast\) pass/)
      assert.match(
        shown,
        /left to somebody who looks at the panel with a keyboard \(0 of 1 passed, 1 not known; Investor panel: No browser can be had \(CUTWATER_BROWSER says that there is none\)\)/,
      )
    })

    await t.test('its journal can be shown, and says in sentences who did what', async () => {
      const shown = await says(stage, 'journal', 'show', id)
      for (const { sentence } of await journalOf(stage, id))
        assert.ok(shown.includes(sentence.split('\n')[0] ?? ''), `not shown: ${sentence}`)
    })

    await t.test('it has no incident to report, which one sentence says', async () => {
      const said = await says(stage, 'report', id)
      assert.match(
        said,
        /^CHG-\S+ succeeded and was not rolled back: there is no incident to report\. .*\n?$/,
      )
    })

    await t.test(
      'its journal can be exported: every line checks out by itself, and the chain joins them',
      async () => {
        const exported = await exportOf(stage)
        for (const { entry } of exported) assert.equal(entry?.hash, entry && hashOf(entry))
        const entries = exported.flatMap(({ entry }) => (entry?.stream === `change/${id}` ? [entry] : []))
        assert.deepEqual(sealAll({ seq: 0, hash: '0'.repeat(64) }, `change/${id}`, entries), entries)
        assert.ok(
          exported.some(({ checkpoint }) => checkpoint?.heads.some((head) => head.stream === `change/${id}`)),
        )
      },
    )

    await t.test('replaying its journal gives the very state that the server keeps', async () => {
      const entries = await stage.client().entries(`change/${id}`, 0)
      const { runbook: _, ...state } = replay(entries.filter(({ type }) => type !== 'refused').map(eventOf))
      const kept = await asOwner(stage, (client) =>
        client.query('SELECT state FROM change WHERE id = $1', [id]),
      )
      assert.deepEqual(asJson(state), kept.rows[0].state)
    })

    await t.test(
      'its events arrived as signed CloudEvents, each once, and the receiver refuses what is not signed',
      () => eventsArrived(stage, id),
    )

    await t.test(
      'the log has a line for each of its events, with the id and the name that people subscribe to',
      async () => {
        const lines = logLines(stage).filter((line) => line.change === id)
        const logged = new Set(lines.map(({ event }) => event))
        for (const { event } of await journalOf(stage, id))
          if (event !== null) assert.ok(logged.has(event), event)
        for (const name of AUDITED) assert.ok(logged.has(name), name)
      },
    )

    await t.test('its journal verifies as whole, through the server and without it', async () => {
      assert.match(await says(stage, 'journal', 'verify'), /: whole$/m)
      await stage.server().stop()
      assert.match(await says(stage, 'journal', 'verify', '--direct'), /: whole$/m)
      await stage.startServer()
    })

    await tampering(t, stage, id)
  })
})

async function tampering(t: TestContext, stage: Stage, id: string): Promise<void> {
  const stream = `change/${id}`
  const length = (await stage.client().entries(stream, 0)).length
  const last = (await stage.client().checkpoints(0)).at(-1)?.n ?? 0
  assert.ok(last >= 2, 'there are checkpoints')

  type Tamper = (client: pg.Client) => Promise<unknown>
  const found = (title: string, tamper: Tamper, ...named: readonly string[]) =>
    t.test(title, async () => {
      await asOwner(stage, (client) =>
        tampered(
          client,
          stream,
          () => tamper(client),
          async () => {
            const { code, out } = await stage.cutwater('journal', 'verify')
            assert.equal(code, 1, out)
            for (const name of named)
              assert.ok(out.includes(name), `verify said nothing of "${name}":\n${out}`)
          },
        ),
      )
    })
  const sql =
    (text: string): Tamper =>
    (client) =>
      client.query(text.replaceAll('$stream', `'${stream}'`))

  await t.test(
    'the application may neither edit nor delete it, and a slip of the owner is stopped',
    async () => {
      await asOwner(stage, async (client) => {
        for (const act of [
          "UPDATE journal SET type = 'x'",
          'DELETE FROM journal',
          'DELETE FROM checkpoint',
          'TRUNCATE journal',
        ])
          await assert.rejects(client.query(act), /append-only/, act)
        await client.query('SET ROLE cutwater_app')
        for (const act of [
          "UPDATE journal SET type = 'x'",
          'DELETE FROM journal',
          "UPDATE checkpoint SET hash = ''",
          'DELETE FROM checkpoint',
          'TRUNCATE journal',
        ])
          await assert.rejects(client.query(act), /permission denied/, act)
        await assert.rejects(
          client.query('SET session_replication_role = replica; DELETE FROM journal'),
          /permission denied/,
        )
      })
    },
  )

  await found(
    'an edited entry is found',
    sql(
      `UPDATE journal SET data = replace(data::text, 'v2.0.0', 'v2.0.1')::json WHERE stream = $stream AND seq = 1`,
    ),
    `${stream} entry 1 was edited`,
  )
  await found(
    'an entry that somebody else is said to have made is found',
    sql(`UPDATE journal SET actor = '{"kind":"person","name":"mallory"}' WHERE stream = $stream AND seq = 2`),
    `${stream} entry 2 was edited`,
  )
  await found(
    'a deleted entry is found',
    sql('DELETE FROM journal WHERE stream = $stream AND seq = 7'),
    `${stream} lacks entry 7`,
  )
  await found(
    'two entries in each other’s place are found',
    sql(
      ['5 THEN -9', '9 THEN 5', '-9 THEN 9']
        .map(
          (turn) =>
            `UPDATE journal SET seq = CASE seq WHEN ${turn} END WHERE stream = $stream AND seq = ${turn.split(' ')[0]}`,
        )
        .join('; '),
    ),
    `${stream} entry 5 `,
    `${stream} entry 9 `,
  )
  await found(
    'a tail that was cut off is found',
    sql(`DELETE FROM journal WHERE stream = $stream AND seq > ${length - 3}`),
    `${stream} was cut off: it has ${length - 3} entries where a checkpoint saw ${length}`,
  )
  await found(
    'a stream that is gone is found',
    sql('DELETE FROM journal WHERE stream = $stream'),
    `${stream} was cut off`,
  )
  await found(
    'a stream that was edited and hashed anew, so that it is whole in itself, is found',
    (client) => hashAnew(client, stage, stream),
    `${stream} entry ${length} was rewritten`,
  )
  await found(
    'a deleted checkpoint is found',
    sql('DELETE FROM checkpoint WHERE n = 1'),
    'the table lacks checkpoint 1',
  )
  await found(
    'a cut tail of checkpoints is found, by the copy outside the database',
    sql(`DELETE FROM checkpoint WHERE n = ${last}`),
    `the table lacks checkpoint ${last}`,
  )
  await found(
    'an edited checkpoint is found',
    sql(`UPDATE checkpoint SET at = at + 1 WHERE n = 1`),
    'checkpoint 1 in the table was edited',
  )
  await copyOutside(t, stage, last)
  await t.test('put back as it was, it is whole again', async () =>
    assert.match(await says(stage, 'journal', 'verify'), /: whole$/m),
  )
}

/** The copy outside, and the key, are given to `verify` from elsewhere: somebody may have changed them in place. */
async function copyOutside(t: TestContext, stage: Stage, last: number): Promise<void> {
  const copy = join(stage.dir, 'copy.jsonl')
  const lines = readFileSync(join(stage.dataDir, 'checkpoints.jsonl'), 'utf8').trim().split('\n')
  await t.test('a checkpoint that is missing outside the database is found', async () => {
    writeFileSync(copy, `${lines.filter((line) => (JSON.parse(line) as Checkpoint).n !== last).join('\n')}\n`)
    const { code, out } = await stage.cutwater('journal', 'verify', '--sink', copy)
    assert.equal(code, 1, out)
    assert.match(out, new RegExp(`the sink lacks checkpoint ${last}`))
  })
  await t.test('checkpoints that another key signed are found', async () => {
    const file = join(stage.dir, 'another.pub')
    const { publicKey } = generateKeyPairSync('ed25519')
    writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }))
    const { code, out } = await stage.cutwater('journal', 'verify', '--public-key', file)
    assert.equal(code, 1, out)
    assert.match(out, /not the pinned one/)
  })
}

/**
 * All that a thief of the owner's password can do: without the key, the signed checkpoints still pin what was there.
 */
async function hashAnew(client: pg.Client, stage: Stage, stream: string): Promise<void> {
  const entries = await stage.client().entries(stream, 0)
  const forged = sealAll(
    { seq: 0, hash: '0'.repeat(64) },
    stream,
    entries.map((entry) =>
      entry.seq === 2 ? { ...entry, actor: { kind: 'person', name: 'mallory' } } : entry,
    ),
  )
  for (const { seq, actor, previous, hash } of forged)
    await client.query(
      'UPDATE journal SET actor = $1, previous = $2, hash = $3 WHERE stream = $4 AND seq = $5',
      [JSON.stringify(actor), previous, hash, stream, seq],
    )
}

/** The last entry is under a checkpoint, and that one is outside as well. */
async function pinned(stage: Stage, id: string): Promise<void> {
  const { length } = await stage.client().entries(`change/${id}`, 0)
  await until('a checkpoint pins the end', async () =>
    (await stage.client().checkpoints(0)).some(({ heads }) =>
      heads.some(({ stream, seq }) => stream === `change/${id}` && seq === length),
    ),
  )
  await says(stage, 'journal', 'verify')
}

async function eventsArrived(stage: Stage, id: string): Promise<void> {
  const { pager } = stage.world.addresses
  const came = async () =>
    (await arrivedAt(stage)).filter(({ channel, text }) => channel === 'events' && text !== '')
  const names = await until('all events arrived', async () => {
    const seen = new Set((await came()).map(({ name }) => name))
    return AUDITED.every((name) => seen.has(name)) ? seen : null
  })
  assert.ok(
    [...names].every((name) => /^(maintenance|canary):|^deploy:complete$/.test(name)),
    [...names].join(', '),
  )
  const raw = (await (await fetch(`${pager}/received`)).json()) as Received[]
  const events = raw.filter(({ channel }) => channel === 'events').map(({ event }) => event)
  assert.equal(new Set(events.map((event) => event.id)).size, events.length, 'an event arrived twice')
  for (const event of events) {
    assert.equal(event.specversion, '1.0')
    assert.equal(event.datacontenttype, 'application/json')
    assert.match(event.type, /^dev\.cdevents(x)?\./)
    assert.equal(event.data.context.chainId, id)
    assert.equal(event.data.customData.change, id)
  }
  assert.deepEqual(await (await fetch(`${pager}/refused`)).json(), [], 'the receiver refused some of ours')
  const forged = await fetch(`${pager}/events`, { method: 'POST', body: JSON.stringify(events[0]) })
  assert.equal(forged.status, 401)
}

type Received = {
  readonly channel: string
  readonly event: {
    readonly id: string
    readonly type: string
    readonly specversion: string
    readonly datacontenttype: string
    readonly data: {
      readonly context: { readonly chainId: string }
      readonly customData: { readonly change: string }
    }
  }
}

type Line = { readonly entry?: Entry; readonly checkpoint?: Checkpoint }

async function exportOf(stage: Stage): Promise<readonly Line[]> {
  const file = join(stage.dir, 'journal.jsonl')
  await says(stage, 'journal', 'export', '--out', file)
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Line)
}

const eventOf = ({ at, actor, type, data }: Entry): ChangeEvent =>
  ({ ...(data as object), at, by: actor, type }) as ChangeEvent

/** What the server itself logged; what its command said in plain words is left out. */
function logLines({ dir }: Stage): readonly { change?: string; event?: string }[] {
  const lines = readFileSync(join(dir, 'logs', 'server.log'), 'utf8')
    .trim()
    .split('\n')
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
}
