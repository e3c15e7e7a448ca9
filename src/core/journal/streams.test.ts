import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { entryOf, eventOf, readChangeEntry } from '../change/events/change-entry.ts'
import { script } from '../change/turn/world-script.testing.ts'
import { runbook } from '../change/turn/worlds.testing.ts'
import { type Definition, readData } from '../event/definition.ts'
import { upcast } from '../event/upcast.ts'
import { sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import { healthyWorld } from '../simulate/script.ts'
import { simulate } from '../simulate/simulate.ts'
import { GENESIS, hashOf, sealAll } from './chain.ts'
import type { Entry } from './entry.ts'
import { sentenceOf } from './entry-sentence.ts'
import { kindOf, readEntry, STREAMS } from './streams.ts'

const AT = 1_760_000_000_000
const WORLDS = Number(process.env.LAW_WORLDS ?? 20)
const anna: Actor = { kind: 'person', name: 'anna' }

const entry = (stream: string, type: string, data: unknown, version = 1): Entry => ({
  stream,
  seq: 1,
  at: AT,
  actor: anna,
  type,
  version,
  data,
  previous: GENESIS,
  hash: '',
})

for (const [kind, vocabulary] of Object.entries(STREAMS)) {
  test(`everything that may stand in a stream "${kind}" has a schema, is read as it was written, and has a sentence`, () => {
    for (const [type, definition] of Object.entries(vocabulary) as [string, Definition][]) {
      const data = exampleOf(z.toJSONSchema(definition.data) as Schema)
      const kept = JSON.parse(JSON.stringify(entry(`${kind}/x`, type, data, definition.version))) as Entry
      assert.deepEqual(readEntry(kept), { known: true, version: definition.version, data }, type)
      const sentence = sentenceOf(kept, sampleRunbook())
      assert.ok(
        sentence.length > 3 && !/undefined|does not know|\[object/.test(sentence),
        `${type}: ${sentence}`,
      )
      assert.equal(readEntry({ ...kept, data: { ...(data as object), planted: 1 } }).known, false, type)
    }
  })

  test(`every older version of what stands in a stream "${kind}" can be raised to today's`, () => {
    for (const [type, { version, upcasts }] of Object.entries(vocabulary) as [string, Definition][]) {
      const older = Array.from({ length: version - 1 }, (_, i) => `${i + 1}`)
      assert.deepEqual(Object.keys(upcasts), older, type)
    }
  })
}

test('what happens to any change is what its definitions say, and is read as it was written', () => {
  fc.assert(
    fc.property(runbook, script, (runbook, script) => {
      const { events } = simulate(runbook, script, AT)
      const sealed = sealAll({ seq: 0, hash: GENESIS }, 'change/CHG-1', events.map(entryOf))
      for (const [i, kept] of sealed.entries()) {
        const read = readChangeEntry(kept)
        assert.ok(read.says === 'event', `${kept.type}: ${JSON.stringify(kept.data)}`)
        assert.deepEqual(read.event, JSON.parse(JSON.stringify(events[i])))
        assert.equal(hashOf(kept), kept.hash, 'reading changed what is stored')
        const definition = STREAMS.change[kept.type as keyof typeof STREAMS.change]
        const once = upcast(definition, kept)
        assert.ok(once !== null)
        assert.deepEqual(upcast(definition, once), once)
      }
    }),
    { numRuns: WORLDS },
  )
})

test('an event and its entry are the same in two shapes', () => {
  const { events } = simulate(sampleRunbook(), healthyWorld(), AT)
  for (const event of events) assert.deepEqual(eventOf(entryOf(event)), event)
})

test('what this program does not know is said to be so, in any stream, and never read as something else', () => {
  for (const unknown of [
    entry('change/CHG-1', 'paused', { because: 'x' }, 2),
    entry('change/CHG-1', 'teleported', {}),
    entry('change/CHG-1', 'constructor', {}),
    entry('target/staging/wix', 'named', {}),
    entry('target/staging/wix', 'token-created', {}),
    entry('weather/today', 'rained', {}),
    entry('toString', 'rained', {}),
  ]) {
    assert.equal(readEntry(unknown).known, false)
    assert.match(
      sentenceOf(unknown, sampleRunbook()),
      /^an entry of type .*, which this server does not know$/,
    )
  }
  assert.equal(kindOf('access'), 'access')
  assert.equal(kindOf('flags/staging'), 'flags')
})

test('an entry that is told has the words of its event', () => {
  const stuck = entry('system', 'change-stuck', { change: 'CHG-1', errors: 5, because: 'it threw' })
  assert.equal(sentenceOf(stuck, null), 'CHG-1 is stuck: its turn failed 5 times, last because it threw')
  const refused = { command: 'promote', refused: 'evidence', because: 'there is no data', actor: 'anna' }
  assert.equal(
    sentenceOf(entry('change/CHG-1', 'refused', refused), null),
    'refused to promote for anna: there is no data',
  )
  assert.deepEqual(readData(STREAMS.change.refused, { version: 1, data: refused }), {
    known: true,
    version: 1,
    data: refused,
  })
})

type Schema = {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/** The least that a schema takes, with one of everything it lists. */
function exampleOf(schema: Schema): unknown {
  if ('const' in schema) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const [first] = schema.anyOf ?? schema.oneOf ?? []
  if (first !== undefined) return exampleOf(first)
  switch ([schema.type].flat()[0]) {
    case 'string':
      return 'word'
    case 'integer':
    case 'number':
      return 1
    case 'boolean':
      return true
    case 'array':
      return [exampleOf(schema.items ?? {})]
    case 'object': {
      const needed = Object.entries(schema.properties ?? {}).filter(([key]) => schema.required?.includes(key))
      return Object.fromEntries(needed.map(([key, of]) => [key, exampleOf(of)]))
    }
    default:
      throw new Error(`no example of ${JSON.stringify(schema)}`)
  }
}
