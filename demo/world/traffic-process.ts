import { join } from 'node:path'
import { startChild } from '../process/child.ts'
import { readJsonFile } from '../process/json-file.ts'
import type { TrafficReport } from '../traffic/tally.ts'

export type RunningTraffic = {
  readonly pid: number
  readonly reportFile: string
  /** At most a second old. */
  readonly report: () => TrafficReport
  /** Ends it and answers the last word on what the users saw. */
  readonly stop: () => Promise<TrafficReport>
}

export type TrafficCommand = {
  readonly dir: string
  /** Relative to demo/. It is given `--report FILE` beside its arguments, and keeps that file up to date. */
  readonly script: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the users in a process of their own. */
export async function startUsers({ dir, script, args, env = {} }: TrafficCommand): Promise<RunningTraffic> {
  const reportFile = join(dir, 'run', 'traffic.json')
  const child = await startChild({
    name: 'the traffic',
    script,
    args: [...args, '--report', reportFile],
    env,
    logFile: join(dir, 'logs', 'traffic.log'),
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
