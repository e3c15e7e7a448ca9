/** Prometheus in a world of the demo: how it is started, stands still and goes on. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ScrapeJob } from '../parts/prometheus.ts'
import { type Child, startChild } from '../process/child.ts'
import { writeJsonFile } from '../process/json-file.ts'
import { portOf } from '../process/port-of.ts'

/** Who measures what the proxies and the services do. */
export const metricsKinds = ['gateway', 'prometheus'] as const
export type Metrics = (typeof metricsKinds)[number]

export type WorldPrometheus = {
  readonly url: string
  /** Of Prometheus itself, to be killed. */
  readonly pid: () => number
  /** It accepts connections and says nothing; nothing is scraped either. */
  readonly standStill: () => void
  /** It goes on, or begins again when it was killed. */
  readonly goOn: () => void
}

export async function startWorldPrometheus(
  dir: string,
  url: string,
  scrapes: readonly ScrapeJob[],
): Promise<WorldPrometheus & { readonly child: Child }> {
  const data = join(dir, 'data', 'prometheus')
  const jobs = join(dir, 'run', 'prometheus-jobs.json')
  writeJsonFile(jobs, scrapes)
  const { PATH = '', HOME = '' } = process.env
  const child = await startChild({
    name: 'prometheus',
    script: 'services/prometheus.ts',
    args: ['--port', String(portOf(url)), '--data', data, '--jobs', jobs],
    env: { PATH, HOME },
    logFile: join(dir, 'logs', 'prometheus.log'),
    listensWithinMs: 45_000,
  })
  return {
    child,
    url,
    pid: () => (JSON.parse(readFileSync(join(data, 'prometheus.pid.json'), 'utf8')) as { pid: number }).pid,
    standStill: () => process.kill(child.pid, 'SIGUSR1'),
    goOn: () => process.kill(child.pid, 'SIGUSR2'),
  }
}
