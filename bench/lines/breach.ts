import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { pino } from 'pino'
import { composeServer } from '../../src/compose/server.ts'
import type { Runbook } from '../../src/core/runbook/runbook.ts'
import type { Millis } from '../../src/core/time/instant.ts'
import { openChange } from '../../src/runtime/change/open-change.ts'
import type { Runtime } from '../../src/runtime/context/runtime.ts'
import { short, shortTimes, timesOf } from '../parts/figures.ts'
import { ownerOf } from '../parts/house.ts'
import { limitOfRate } from '../parts/judge/information-limit.ts'
import type { Line, Row } from '../parts/line.ts'
import { comparedRunbook, guardedRunbook, momentsOf } from '../parts/proxy/breach.ts'
import { gatewaySource, prometheusSource, type Source } from '../parts/proxy/breach-sources.ts'
import { type CanaryWatch, startCanaryWatch } from '../parts/proxy/canary-watch.ts'
import type { Crowd } from '../parts/proxy/canary-watch-worker.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'

export const breach: Line = {
  name: 'breach',
  title: 'From a breach to a canary at 0 %',
  limitedBy:
    'Whole samples. The gateway’s are seconds of traffic, known when they are over and fetched once a second; a rule wants its ' +
    'bound broken at every evaluation for as long as it says. Prometheus knows nothing between two scrapes, and is asked for a ' +
    'moment only when the scrape after it is surely in. Deciding, writing and observing are what is left, some tens of milliseconds. ' +
    'The sequential judge needs about three such seconds of errors at 20 x that begin after ten good ones: nearly one is the ' +
    'information limit, the rest the price of not knowing since when nor how much; two in all, as wanted, are out of reach.',
  measure: async ({ quick, say }) => {
    const byGateway = await inScratch(async (scratch) => {
      const source = await gatewaySource(scratch)
      return rowsOf('gateway', source, await breachesOf(source, scratch, quick ? 1 : 5, say))
    })
    const byPrometheus = await inScratch(async (scratch) => {
      const source = await prometheusSource(scratch)
      if (typeof source === 'string')
        return [{ what: 'HAProxy and Prometheus', ours: '', beside: source, ratio: null }]
      return rowsOf('HAProxy and Prometheus', source, await breachesOf(source, scratch, quick ? 1 : 3, say))
    })
    const byJudge = await inScratch(async (scratch) => {
      const source = await gatewaySource(scratch)
      const breaches = await breachesOf(source, scratch, quick ? 1 : 5, say, JUDGED)
      return rowsOf('gateway, sequential judge', source, breaches, JUDGED).slice(0, 3)
    })
    return [...byGateway, ...byJudge, ...byPrometheus]
  },
}

/** What watches, and what is asked of the proxy meanwhile. */
type Watched = {
  readonly runbook: (ruleMs: Millis) => Runbook
  readonly crowd?: Crowd
  /** How long a healthy canary is watched before it breaks. */
  readonly healthyMs?: Millis
  /** The least that it can take. */
  readonly limitMs?: Millis
}

const GUARDED: Watched = { runbook: guardedRunbook }

/** 50 requests a second of the canary beside 950, half a per cent of which fail; then twenty times as many. */
const CROWD: Crowd = { perSecond: 1_000, usual: 0.005, broken: 0.095 }
const JUDGED: Watched = {
  runbook: comparedRunbook,
  crowd: CROWD,
  healthyMs: 10_000,
  limitMs: 1_000 * limitOfRate({ canary: 50, stable: 950, rate: CROWD.usual }, 20, 1.25, 0.001),
}

function rowsOf(
  who: string,
  { ruleMs }: Source,
  breaches: readonly Breach[],
  { limitMs }: Watched = GUARDED,
): readonly Row[] {
  const of = (part: keyof Breach) => timesOf(breaches.map((each) => each[part]))
  const total = of('total')
  const share = (part: keyof Breach, what: string): Row => ({
    what: `${who}, ${what}`,
    ours: shortTimes(of(part)),
    beside: 'the whole way',
    ratio: of(part).median / total.median,
  })
  return [
    {
      what: `${who}: first bad request to the last answer of a canary`,
      ours: shortTimes(total),
      beside:
        limitMs === undefined
          ? `the rule itself, broken for ${short(ruleMs)} ms`
          : `errors at 20 x of 50 requests a second; information limit: ${short(limitMs)} ms`,
      ratio: total.median / (limitMs ?? ruleMs),
      ...(limitMs === undefined ? {} : { wanted: 'under 2 s' }),
    },
    share('scrape', '1. scrape: the first bad answers are fetched'),
    share('verdict', '2. verdict: the rule has been broken for long enough, and that is stored'),
    share('decision', '3. decision: the change has taken its turn and rolls back'),
    share('write', '4. write: the proxy has it, and the last answer of a canary is there'),
    share('observed', '5. observed: the proxy’s acknowledgement is stored'),
  ]
}

type Breach = Readonly<Record<'total' | 'scrape' | 'verdict' | 'decision' | 'write' | 'observed', number>>

async function breachesOf(
  source: Source,
  scratch: Scratch,
  times: number,
  say: (what: string) => void,
  watched: Watched = GUARDED,
): Promise<readonly Breach[]> {
  const { dir, after } = scratch
  const bindingFile = join(dir, 'cutwater.yaml')
  await writeFile(bindingFile, JSON.stringify(bindingOf(source)))
  const dataDir = join(dir, 'server')
  const { runtime, stop } = await composeServer({ dataDir, bindingFile, log: pino({ level: 'silent' }) })
  after(stop)
  const database = await ownerOf(dataDir)
  after(() => database.end())
  const traffic = startCanaryWatch(scratch, source.proxy.url, watched.crowd)

  const breaches: Breach[] = []
  for (let i = 0; i < times; i++) {
    say(`${source.proxy.name}: breach ${i + 1} of ${times}`)
    breaches.push(await breakOnce(runtime, source, database, traffic, i, watched))
  }
  return breaches
}

async function breakOnce(
  runtime: Runtime,
  { ruleMs, scraped }: Source,
  database: pg.Client,
  traffic: CanaryWatch,
  i: number,
  { runbook, healthyMs = 2 * ruleMs + 1_000 }: Watched,
): Promise<Breach> {
  const { change } = await openChange(runtime, {
    prefix: 'CHG',
    planText: 'plan: guarded',
    dedup: `breach-${i}`,
    runbook: runbook(ruleMs),
    requester: { kind: 'person', name: 'bench' },
  })
  await traffic.untilCanaryAnswers()
  // Long enough that a healthy canary has been seen, and at another moment of the second each time.
  await sleep(healthyMs + i * 170)
  const isScraped = await scraped(database)
  const from = traffic.breakCanary()
  const moments = await momentsOf(database, change.id, isScraped)
  await sleep(200)
  const last = traffic.lastCanaryAt()
  traffic.heal()
  return {
    total: last - from,
    scrape: moments.scraped - from,
    verdict: moments.judged - moments.scraped,
    decision: moments.decided - moments.judged,
    write: Math.max(0, last - moments.decided),
    observed: Math.max(0, moments.acknowledged - Math.max(last, moments.decided)),
  }
}

function bindingOf({ proxy, binding }: Source): object {
  const sides = { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
  return { environments: { staging: { targets: { wix: { traffic: proxy.binding, sides } }, ...binding } } }
}
