import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Counter, Histogram, Registry } from 'prom-client'
import { debianPart } from '../../../demo/parts/debian-part.ts'
import { type Prometheus, startPrometheus } from '../../../demo/parts/prometheus.ts'

/** The program itself, or a sentence for the skip. */
export const part = await debianPart('prometheus')
export const skip = 'missing' in part ? part.missing : false

export const SCRAPE_S = 1

/** A real Prometheus that scrapes a real exporter, whose counters a test drives. */
export type PrometheusUnderTest = {
  readonly prometheus: Prometheus
  readonly exporter: Exporter
  close(): Promise<void>
}

export async function prometheusUnderTest(): Promise<PrometheusUnderTest> {
  if ('missing' in part) throw new Error(part.missing)
  const dir = await mkdtemp(join(tmpdir(), 'cutwater-prometheus-'))
  const exporter = await startExporter()
  try {
    const prometheus = await startPrometheus({
      part,
      dir,
      scrapeSeconds: SCRAPE_S,
      jobs: [{ name: 'edge', targets: [{ address: exporter.address, labels: {} }] }],
    })
    return {
      prometheus,
      exporter,
      close: async () => {
        await prometheus.stop()
        await exporter.close()
        await rm(dir, { recursive: true, force: true, maxRetries: 5 })
      },
    }
  } catch (error) {
    await exporter.close()
    await rm(dir, { recursive: true, force: true })
    throw error
  }
}

export type Exporter = Awaited<ReturnType<typeof startExporter>>

const LABELS = ['service', 'side', 'code'] as const

/** An edge that counts every attempt, and how long the answers took. */
async function startExporter() {
  const registry = new Registry()
  const registers = [registry]
  const attempts = new Counter({
    name: 'edge_attempts_total',
    help: 'Attempts by what they ended with.',
    labelNames: LABELS,
    registers,
  })
  const durations = new Histogram({
    name: 'edge_duration_seconds',
    help: 'Time to the answer.',
    labelNames: LABELS,
    buckets: [0.1, 0.5, 1, 2],
    registers,
  })
  const byPath = new Counter({
    name: 'edge_path_attempts_total',
    help: 'Attempts by path.',
    labelNames: ['service', 'side', 'path', 'code'],
    registers,
  })
  let answers = true
  const server: Server = createServer(async (_, response) => {
    response.writeHead(answers ? 200 : 500, { 'content-type': registry.contentType })
    response.end(answers ? await registry.metrics() : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const count = (service: string, side: string, code: string, seconds: number | null, times = 1) => {
    attempts.inc({ service, side, code }, times)
    for (let i = 0; seconds !== null && i < times; i++) durations.observe({ service, side, code }, seconds)
  }
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    count,
    countPath: (service: string, side: string, path: string, code: string, times = 1) =>
      byPath.inc({ service, side, path, code }, times),
    /** It has been running for long: `increase` takes a counter that is near zero for one that has just begun. */
    open: (service: string, sides: readonly string[] = ['blue', 'green']) => {
      for (const side of sides) {
        for (const code of ['200', '500', 'none']) attempts.inc({ service, side, code }, 1_000)
        for (const seconds of [0.02, 1.5])
          for (let i = 0; i < 500; i++) durations.observe({ service, side, code: '200' }, seconds)
      }
    },
    /** The service has been restarted: its counters begin anew. */
    restart: (service: string) => {
      for (const side of ['blue', 'green'])
        for (const code of ['200', '500', 'none']) {
          attempts.remove({ service, side, code })
          durations.remove({ service, side, code })
          attempts.inc({ service, side, code }, 0)
          durations.zero({ service, side, code })
        }
    },
    /** The scrapes find it or not. */
    answer: (on: boolean) => {
      answers = on
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
