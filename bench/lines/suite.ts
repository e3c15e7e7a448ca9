import { setTimeout as sleep } from 'node:timers/promises'
import { httpLook } from '../../src/adapters/checks/http.ts'
import type { Check } from '../../src/core/validation/check.ts'
import type { Looks } from '../../src/ports/look.ts'
import { systemClock } from '../../src/runtime/context/system-clock.ts'
import { runChecks } from '../../src/runtime/validation/run-checks.ts'
import { timesOf } from '../parts/figures.ts'
import { type Line, type Row, type Run, slower } from '../parts/line.ts'
import { startPrinting } from '../parts/printing-process.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'

const CHECKS = 40
/** Of the slowest; the others are answered in a fifth of it at most. */
const SLOWEST_MS = 500

export const suite: Line = {
  name: 'suite',
  title: 'A suite of checks',
  limitedBy:
    'The slowest of its checks: sixteen are looked at together, and the others are through before it is.',
  measure: (run) => inScratch((scratch) => measure(run, scratch)),
}

async function measure({ quick, say }: Run, scratch: Scratch): Promise<readonly Row[]> {
  const service = await startPrinting(scratch, 'processes/slow-process.ts')
  const checks = Array.from({ length: CHECKS }, (_, i) =>
    asking(service, i === 0 ? SLOWEST_MS : (i * SLOWEST_MS) / 5 / CHECKS),
  )
  const look = httpLook({ get: () => '', redact: (text) => text })
  // The others are not asked by a suite of these.
  const looks = { http: look } as Partial<Looks> as Looks
  say(`${CHECKS} checks of http, the slowest of ${SLOWEST_MS} ms`)
  const all: number[] = []
  const slowest: number[] = []
  for (let round = 0; round < (quick ? 1 : 20); round++) {
    slowest.push(await timeOf(checks.slice(0, 1), looks))
    all.push(await timeOf(checks, looks))
    await sleep(50)
  }
  return [slower(`a suite of ${CHECKS} checks`, timesOf(all), 'the slowest of them alone', timesOf(slowest))]
}

async function timeOf(checks: readonly Check[], looks: Looks): Promise<number> {
  const from = performance.now()
  const signal = AbortSignal.timeout(30_000)
  const results = await runChecks(checks, { looks, clock: systemClock(), redact: (text) => text, signal })
  const bad = results.find(({ outcome }) => outcome !== 'passed')
  if (bad !== undefined) throw new Error(`${bad.title}: ${bad.says}`)
  return performance.now() - from
}

function asking(service: string, afterMs: number): Check {
  return {
    name: `after-${afterMs}`,
    title: `After ${afterMs} ms`,
    look: {
      kind: 'http',
      at: {
        ...{ url: `${service}/?ms=${afterMs}`, method: 'GET', headers: {}, status: null, answerHeaders: {} },
        ...{ contains: null, json: {}, withinMs: null },
      },
    },
    timeLimitMs: 10_000,
    quick: false,
    required: true,
  }
}
