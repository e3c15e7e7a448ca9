/** A Prometheus of our own in a directory of its own: on loopback, and nothing of it left elsewhere. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { stringify } from 'yaml'
import { freePorts } from '../process/free-ports.ts'
import { until } from '../process/until.ts'
import type { Part } from './debian-part.ts'

export type ScrapeJob = {
  readonly name: string
  /** Default: `/metrics`. */
  readonly path?: string
  /** `host:port`, each with the labels it gives to what is scraped there. */
  readonly targets: readonly { readonly address: string; readonly labels: Readonly<Record<string, string>> }[]
  /** New names of labels, by the old ones. */
  readonly rename?: Readonly<Record<string, string>>
}

export type PrometheusOrder = {
  readonly part: Part
  readonly dir: string
  /** Default: any free one. */
  readonly port?: number
  readonly scrapeSeconds: number
  readonly jobs: readonly ScrapeJob[]
  /** To be switched on, such as `native-histograms`. */
  readonly features?: readonly string[]
  /** How long it keeps what it has. Default: a day. */
  readonly keptDays?: number
}

export type Prometheus = {
  readonly url: string
  readonly pid: () => number
  /** Resolves when the process of this moment has ended, however it did. */
  readonly ended: () => Promise<void>
  /** Goes on with what the directory holds; for after `kill`. */
  readonly start: () => Promise<void>
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Waits until it answers. Throws, leaving nothing running, when that takes longer than 30 s. */
export async function startPrometheus(order: PrometheusOrder): Promise<Prometheus> {
  const {
    part,
    dir,
    port = (await freePorts(1))[0] ?? 0,
    scrapeSeconds,
    jobs,
    features = [],
    keptDays = 1,
  } = order
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const config = join(dir, 'prometheus.yml')
  const logFile = join(dir, 'prometheus.log')
  writeFileSync(config, stringify(configOf(scrapeSeconds, jobs)))
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess
  let gone = Promise.resolve()
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await gone
    clearTimeout(force)
  }
  const start = async () => {
    const log = openSync(logFile, 'a')
    const args = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--storage.tsdb.retention.time=${keptDays}d`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      ...features.map((name) => `--enable-feature=${name}`),
    ]
    child = spawn(part.binary, args, { stdio: ['ignore', log, log], env: { ...process.env, ...part.env } })
    closeSync(log)
    const running = child
    gone = new Promise((resolve) => {
      running.once('exit', () => resolve())
      running.once('error', () => resolve())
    })
    try {
      await until('Prometheus is ready', 30_000, async () => {
        if (running.exitCode !== null || running.signalCode !== null) throw new Error(lastWords(logFile))
        return isReady(url)
      })
    } catch (cause) {
      await end('SIGKILL')
      throw new Error('Prometheus did not start', { cause })
    }
  }
  await start()
  return {
    url,
    pid: () => child.pid ?? 0,
    ended: () => gone,
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

function configOf(scrapeSeconds: number, jobs: readonly ScrapeJob[]) {
  const every = `${scrapeSeconds}s`
  return {
    global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
    scrape_configs: jobs.map(({ name, path = '/metrics', targets, rename = {} }) => ({
      job_name: name,
      metrics_path: path,
      metric_relabel_configs: Object.entries(rename).map(([from, to]) => ({
        source_labels: [from],
        regex: '(.+)',
        target_label: to,
      })),
      static_configs: targets.map(({ address, labels }) => ({ targets: [address], labels })),
    })),
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(1_000) })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

function lastWords(logFile: string): string {
  return readFileSync(logFile, 'utf8').trim().split('\n').at(-1) ?? 'it said nothing'
}
