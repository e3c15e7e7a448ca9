import { join } from 'node:path'
import { startChild } from '../process/child.ts'
import { readJsonFile } from '../process/json-file.ts'
import type { TrafficReport } from '../traffic/tally.ts'
import { portOf } from './addresses.ts'

export type TrafficOrder = {
  readonly dir: string
  /** Several addresses of one site have commas between them. */
  readonly wix: string
  readonly gamma: string
  readonly users?: number
  readonly seed?: number
}

export type RunningTraffic = {
  readonly pid: number
  readonly reportFile: string
  /** At most a second old. */
  readonly report: () => TrafficReport
  /** Ends it and answers the last word on what the users saw. */
  readonly stop: () => Promise<TrafficReport>
}

/** Starts the users in a process of their own; what they go to must be listening already. */
export async function startTraffic(order: TrafficOrder): Promise<RunningTraffic> {
  for (const url of [order.wix, order.gamma].flatMap((urls) => urls.split(',')))
    if (!portOf(url)) throw new Error(`${url} names no port`)
  const reportFile = join(order.dir, 'run', 'traffic.json')
  const args = ['--wix', order.wix, '--gamma', order.gamma, '--report', reportFile]
  const child = await startChild({
    name: 'the traffic',
    script: 'traffic.ts',
    args: [...args, '--users', String(order.users ?? 300), '--seed', String(order.seed ?? 1)],
    env: {},
    logFile: join(order.dir, 'logs', 'traffic.log'),
  })
  const report = (): TrafficReport => {
    const read = readJsonFile<TrafficReport>(reportFile)
    if (!read) throw new Error(`the traffic wrote no report to ${reportFile}`)
    return read
  }
  return {
    pid: child.pid,
    reportFile,
    report,
    stop: async () => {
      await child.stop()
      return report()
    },
  }
}
