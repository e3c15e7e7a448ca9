/**
 * What `cutwater simulate` prints over a script is what the real run then does. Scripted worlds of docs/examples are
 * played at one pace by the simulation and by real processes, and their events are compared one by one, in order,
 * with what they say.
 *
 * Left out of the comparison, because the two worlds differ there and the course of the change does not:
 * - what `comparable` leaves out of every comparison: what was measured, who asked, what proxies and users decide;
 * - which of several rules that fell silent in one breath is the first to have been silent for too long, and on which
 * target;
 * - which of two things that go on side by side ends first: the deploys, the checks of the acceptance, the rules that
 * fall silent.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { FaultKind } from '../demo/estates/dual-deploy/services/fault.ts'
import { holding, journalOf, says } from './props/facts.testing.ts'
import { INPUTS, onStage, PLAN, type Stage, until } from './props/stage.testing.ts'
import { comparable, type Told } from './props/told.testing.ts'

type Foreseen = {
  readonly script: string
  readonly pace: number
  readonly fault: FaultKind
  readonly ends: string
  /** What the last word on the canary has to be about; null when it was adopted. */
  readonly because: RegExp | null
  /** Weights in per cent, as far as it came. */
  readonly reached: readonly number[]
  readonly meanwhile?: (stage: Stage, id: string) => Promise<void>
}

const WORLDS: readonly Foreseen[] = [
  {
    script: 'fails-at-half',
    pace: 40,
    fault: 'at-50',
    ends: 'rolled-back',
    because: /guard .* tripped on gamma/,
    reached: [5, 25, 50],
  },
  {
    script: 'flapping',
    pace: 20,
    fault: 'flaps',
    ends: 'rolled-back',
    because: /gate .* did not hold on gamma/,
    reached: [5],
  },
  {
    script: 'metrics-outage',
    pace: 30,
    fault: 'none',
    ends: 'rolled-back',
    because: /seen enough/,
    reached: [5, 25],
    meanwhile: missMetrics,
  },
]

test('simulated and real runs of one world tell the same story', async (t) => {
  await onStage({ users: 400, fault: 'at-50' }, async (stage) => {
    let fault: FaultKind = 'at-50'
    for (const world of ONLY_SIMULATED)
      await t.test(`${world.script} is simulated`, async () => {
        await foresee(stage, world)
      })
    for (const world of WORLDS) {
      await t.test(`${world.script}: ${world.ends} from ${world.reached.at(-1)} %`, async () => {
        if (world.fault !== fault) await orderFault(stage, world.fault)
        fault = world.fault
        const simulated = await foresee(stage, world)
        const real = await live(stage, world)
        assert.deepEqual(real, simulated)
        assert.deepEqual(reached(real), world.reached)
        const cause = real.find(({ type }) => type === 'rollback-started')?.sentence
        if (world.because === null) assert.equal(cause, undefined)
        else assert.match(cause ?? '', world.because)
      })
    }
  })
})

/** The other examples end as they say; worlds like them are played in 24-whole-plan and 25-judge. */
const ONLY_SIMULATED = [
  { script: 'good', pace: 60, ends: 'succeeded' },
  { script: 'bad', pace: 20, ends: 'rolled-back' },
  { script: 'metrics-gone', pace: 40, ends: 'rolled-back' },
] as const

async function foresee(
  stage: Stage,
  { script, pace, ends }: Pick<Foreseen, 'script' | 'pace' | 'ends'>,
): Promise<readonly Told[]> {
  const file = `docs/examples/${script}.yaml`
  const asked = ['simulate', PLAN, ...INPUTS, ...WINDOW, '--pace', String(pace), '--script', file]
  const { code, out, err } = await stage.cutwater(...asked, '--json')
  assert.equal(code, ends === 'succeeded' ? 0 : 3, err)
  const { status, timeline } = JSON.parse(out) as { status: string; timeline: readonly Told[] }
  assert.equal(status, ends)
  return comparableOf(timeline)
}

async function live(stage: Stage, { pace, ends, meanwhile }: Foreseen): Promise<readonly Told[]> {
  const id = await stage.runDetached(pace, ...WINDOW)
  await meanwhile?.(stage, id)
  const view = await until(
    `${id} is over`,
    async () => {
      const now = await stage.client().change(id)
      return now.endedAt === null ? null : now
    },
    150_000,
  )
  assert.equal(view.status, ends, view.rollback?.cause)
  return comparableOf(await journalOf(stage, id))
}

/** A run at this pace must not be cut short by a window of 45 minutes, which would be seconds. */
const WINDOW = ['maintenance_window_duration_min=180']

/** These go on side by side; only that they all happened is compared, in the place of the first. */
const SIDE_BY_SIDE = new Set([
  'step-started',
  'step-done',
  'acceptance-started',
  'acceptance-passed',
  'acceptance-left-to-person',
  'evidence-missing',
  'evidence-returned',
])
function comparableOf(all: readonly Told[]): readonly Told[] {
  return inOneBreath(all.flatMap((one) => comparable(one) ?? []))
}

/** Neighbours of kinds that go on side by side are sorted; a silence told in two words is one silence. */
function inOneBreath(told: readonly Told[]): readonly Told[] {
  const result: Told[] = []
  let breath: Told[] = []
  const flush = () => {
    const sorted = breath.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)))
    result.push(
      ...sorted.filter((one, i) => !/^evidence-/.test(one.type) || one.type !== sorted[i - 1]?.type),
    )
    breath = []
  }
  for (const one of told) {
    if (SIDE_BY_SIDE.has(one.type)) {
      breath.push(one)
      continue
    }
    flush()
    result.push(one)
  }
  flush()
  return result
}

const keyOf = ({ type, sentence }: Told): string => `${type} ${sentence}`

function reached(told: readonly Told[]): readonly number[] {
  return told.flatMap(({ type, sentence }) =>
    type === 'stage-entered' ? [Number(/canary to (\d+) %/.exec(sentence)?.[1])] : [],
  )
}

/** As docs/examples/metrics-gone.yaml says: in the first hold, for good. */

/**
 * As docs/examples/metrics-outage.yaml says: away in the first hold until it was noticed, and an abort in the second.
 */
async function missMetrics(stage: Stage, id: string): Promise<void> {
  await holding(stage, id, 500)
  await stage.metrics('down')
  await until('it is noticed', async () =>
    (await journalOf(stage, id)).some(({ type }) => type === 'evidence-missing'),
  )
  await stage.metrics('up')
  await holding(stage, id, 2_500)
  await says(stage, 'abort', id, '--because', 'seen enough')
}

/** The next deploy of v2.0.0 has this fault; the server reads its binding when it starts. */
async function orderFault({ world, server, startServer }: Stage, fault: FaultKind): Promise<void> {
  const text = readFileSync(world.bindingFile, 'utf8')
  writeFileSync(world.bindingFile, text.replaceAll(/DEMO_FAULT: \S+/g, `DEMO_FAULT: ${fault}`))
  await server().stop()
  await startServer()
}
