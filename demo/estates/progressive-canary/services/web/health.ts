/** The probes of a side. Each looks at what it is about, within a time limit; nothing is remembered as well. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Answer, json, type Routes } from './answers.ts'

/** Why it is not well; null when it is. May throw, which is a reason too. */
export type Look = () => string | null | Promise<string | null>

export const probeNames = ['startup', 'live', 'ready', 'db', 'payments', 'external', 'cache'] as const
export type ProbeName = (typeof probeNames)[number]

/** Below what the probes of a plan grant, so that they read the reason. */
const LOOK_LIMIT_MS = 2_000
const STANDSTILL_MS = 2_000

export function healthRoutes(version: string, looks: Readonly<Record<ProbeName, Look>>): Routes {
  return Object.fromEntries(
    probeNames.map((name) => [`GET /health/${name}`, () => answerTo(name, version, looks[name])]),
  )
}

async function answerTo(name: ProbeName, version: string, look: Look): Promise<Answer> {
  const because = await reason(look)
  return because === null
    ? json(200, { [name]: true, version })
    : json(503, { [name]: false, version, because })
}

/** Whether this process has answered all the time since the last look. */
export function liveness(): Look {
  const lag = monitorEventLoopDelay({ resolution: 50 })
  lag.enable()
  return () => {
    const worst = lag.max / 1e6
    lag.reset()
    return worst > STANDSTILL_MS ? `it stood still for ${Math.round(worst)} ms` : null
  }
}

export async function reason(look: Look): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, LOOK_LIMIT_MS, `no answer within ${LOOK_LIMIT_MS / 1_000} s`)
  })
  try {
    return await Promise.race([look(), late])
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    clearTimeout(timer)
  }
}
