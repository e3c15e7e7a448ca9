import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nameOf } from '../../src/core/access/actor.ts'
import { compilePlan } from '../../src/core/plan/plan.ts'
import type { Runbook } from '../../src/core/runbook/runbook.ts'
import { readScript, type Script } from '../../src/core/simulate/script.ts'
import { commandOf } from '../../src/core/simulate/scripted-command.ts'
import { speakerOf } from '../../src/core/simulate/speaker.ts'
import type { Instant, Millis } from '../../src/core/time/instant.ts'
import type { Sent } from '../../src/http/client/client.ts'
import { does } from '../props/colleague.testing.ts'
import { says } from '../props/facts.testing.ts'
import type { Foretold } from '../props/foretold.testing.ts'
import { type Shop, WELL } from '../props/shop.testing.ts'
import { ROOT, until } from '../props/stage.testing.ts'
import type { Answering } from './answering.testing.ts'
import { type Environment, type House, LEADS, PER_SECOND } from './house.testing.ts'

const EXAMPLE = join(ROOT, 'docs/examples/cutover')
export const PLAN = join(EXAMPLE, 'plan.yaml')
/** Of the scripts beside the plan: T, from which their times are counted here. */
const T_OF_SCRIPTS = Date.parse('2027-03-01T10:00:00Z')
/** A machine that does other things beside is slow. */
const OVER_WITHIN_MS = 180_000

export type World = {
  /** The script's name in docs/examples/cutover. */
  readonly name: string
  readonly environment: Environment
  readonly pace: number
  readonly t: Instant
}

export type Played = Foretold & { readonly id: string; readonly status: string }

/**
 * Requests the example's plan and does to it, at the plan's pace, what its script says: people tick, approve and
 * command, the new version gets worse and better again, and actions fail. Ends when the change is over.
 */
export async function play(house: House, people: Answering, world: World): Promise<Played> {
  const { environment, pace, t } = world
  const script = scriptOf(world.name)
  const began = script.start ?? assert.fail(`${world.name} does not say when it begins`)
  const shop = house.shops[environment]
  for (const { item, outcome, reason } of script.effects)
    if (outcome === 'failed') writeFileSync(join(shop.dir, `broken-${actionIn(item)}`), reason)
  const inputs = { environment, start: new Date(t).toISOString() }
  const asked = [
    ...Object.entries(inputs).map(([name, value]) => `${name}=${value}`),
    ...Object.entries(LEADS).flatMap(([lead, name]) => ['--lead', `${lead}=${name}`]),
    ...['--pace', String(pace)],
  ]
  const said = await says(house, 'run', PLAN, ...asked, '--detach', '--json', '--key', randomUUID())
  const { id } = JSON.parse(said) as { id: string }
  people.answer(id, script, pace)

  const over = new AbortController()
  /** The moment when it comes, or now where it is past; null when the change is over before. */
  const comes: Comes = async (offset, moved = (at) => at) => {
    const planned = t + Math.round((began + offset - T_OF_SCRIPTS) / pace)
    const at = moved(Math.max(planned, Date.now()))
    await sleep(Math.max(at - Date.now(), 0), undefined, { signal: over.signal }).catch(() => undefined)
    return over.signal.aborted ? null : at
  }
  const ends = until(`${id} is over`, () => endOf(house, id), OVER_WITHIN_MS).finally(() => over.abort())
  const [status, evidence] = await Promise.all([
    ends,
    wears(house, id, shop, script, comes),
    commands(house, id, script, runbookOf(inputs, pace), comes),
  ])
  return {
    ...{ id, status, plan: PLAN, asked, binding: house.binding, perSecond: PER_SECOND },
    told: new Set(script.commands.flatMap(({ item }) => item ?? [])),
    evidence,
  }
}

type Comes = (offset: Millis, moved?: (at: Instant) => Instant) => Promise<Instant | null>

const endOf = async (house: House, id: string): Promise<string | null> => {
  const { status, endedAt } = await house.client().change(id)
  return endedAt === null ? null : status
}

/**
 * The moods of the new version, and when it had them: from whole seconds on, as telemetry keeps them. One about which a
 * guard is to ask lasts until it does, however slow the machine is.
 */
async function wears(
  house: House,
  id: string,
  shop: Shop,
  { evidence, commands }: Script,
  comes: Comes,
): Promise<Played['evidence']> {
  const isAsked = commands.some(({ do: what }) => what === 'answer')
  const worn: Played['evidence'][number][] = []
  for (const { from, until: end, success = 1, signals = {} } of evidence) {
    const begins = await comes(from, nextSecond)
    if (begins === null) break
    const payments = signals['payment-success']?.value ?? 1
    shop.mood = { fails: 1 - success, refuses: 1 - payments }
    const shown = success < 1 ? { success } : { signals: { 'payment-success': payments } }
    if (end !== undefined && isAsked) await until(`a guard asks in ${id}`, () => takes(house, id, 'answer'))
    const ends = end === undefined ? null : await comes(end, nextSecond)
    worn.push({ from: begins, ...(ends === null ? {} : { until: ends }), ...shown })
    if (ends === null) break
    shop.mood = WELL
  }
  return worn
}

/** A command that needs something to wait for it is said when that does, and not before its moment. */
async function commands(
  house: House,
  id: string,
  script: Script,
  runbook: Runbook,
  comes: Comes,
): Promise<void> {
  for (const said of script.commands) {
    if ((await comes(said.at)) === null) return
    const speaker = nameOf(speakerOf(said, runbook, null))
    const person = house.people.find(({ name }) => name === speaker)
    const { guard = '', because = '', item } = said
    if (said.do === 'answer' || said.do === 'resume')
      await until(`${id}: ${said.do}`, () => takes(house, id, said.do))
    if (item !== undefined && person !== undefined)
      await until(`${item} waits for ${speaker}`, async () =>
        (await person.client.mine()).mine.some(({ change, ref }) => change === id && ref === item),
      )
    if (said.do === 'answer' && person !== undefined)
      await does(person, 'answer', id, guard, '--as', said.as ?? '', '--because', because)
    else if (said.do === 'abort') await says(house, 'abort', id, '--because', because)
    // The wire has durations as text, and none of these has one.
    else if (person !== undefined) await person.client.command(id, commandOf(said) as Sent)
    else {
      const { revision } = await house.client().change(id)
      await house.client().command(id, commandOf(said) as Sent, revision)
    }
  }
}

/** Whether the change would do it now. */
const takes = async (house: House, id: string, wanted: string): Promise<boolean> =>
  (await house.client().change(id)).possible.some(
    ({ command, answer }) => command === wanted && answer === 'would-do',
  )

const actionIn = (item: string): string => item.slice(item.indexOf('action-') + 'action-'.length)
const nextSecond = (at: Instant): Instant => Math.ceil(at / 1_000) * 1_000

function scriptOf(name: string): Script {
  const read = readScript(readFileSync(join(EXAMPLE, `${name}.yaml`), 'utf8'))
  assert.ok('script' in read, JSON.stringify(read))
  return read.script
}

function runbookOf(inputs: Readonly<Record<string, string>>, pace: number): Runbook {
  const people = { leads: LEADS, contacts: {} }
  const compiled = compilePlan(readFileSync(PLAN, 'utf8'), PLAN, { inputs, pace, binding: null, people })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  return compiled.runbook
}
