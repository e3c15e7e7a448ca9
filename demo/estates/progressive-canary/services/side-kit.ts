/** What each process of a side begins with: its options, where it stands, its log, its metrics and its faults. */
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { jsonFileReader, readJsonFile, writeJsonFile } from '../../../process/json-file.ts'
import { watchParent } from '../../../process/parent-watch.ts'
import { wholeNumber } from '../../../process/settings.ts'
import { type ShopService, type Side, shopServices, sides } from './addresses.ts'
import { orderedFault } from './faults/control.ts'
import { readState, type ShopState } from './state.ts'
import { type Log, type LogLevel, logLevel, logTo } from './web/log.ts'
import { webMetrics } from './web/metrics.ts'

export type SideOptions = {
  readonly dir: string
  readonly service: ShopService
  readonly side: Side
  readonly port: number
  readonly version: string
  readonly parent: number
}

export const sideArguments = ({ dir, service, side, port, version, parent }: SideOptions): string[] =>
  Object.entries({ dir, service, side, port, version, parent }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ])

export function sideOptions(): SideOptions {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: { dir: text, service: text, side: text, port: text, version: text, parent: text },
  })
  const service = shopServices.find((known) => known === values.service)
  const side = sides.find((known) => known === values.side)
  if (!values.dir || !service || !side || !values.version)
    throw new Error('--dir, --service, --side and --version are needed')
  return {
    dir: values.dir,
    service,
    side,
    port: wholeNumber('--port', values.port),
    version: values.version,
    parent: wholeNumber('--parent', values.parent),
  }
}

export type SideKit = SideOptions & {
  readonly name: string
  readonly state: ShopState
  readonly log: Log
  readonly metrics: ReturnType<typeof webMetrics>
  readonly ordered: ReturnType<typeof orderedFault>
  /** Which version answered, and where, for users who complain and tests that look. */
  readonly headers: Readonly<Record<string, string>>
}

export function sideKit(options: SideOptions): SideKit {
  const { dir, service, side, version } = options
  const state = readState(dir)
  const name = `${service}-${side}`
  const levels = jsonFileReader<Record<string, LogLevel>>(levelsFile(dir), {})
  return {
    ...options,
    name,
    state,
    log: logTo(
      (line) => process.stdout.write(line),
      `${service} ${version}`,
      () => levels()[name] ?? 'INFO',
    ),
    metrics: webMetrics(version, state.memoryLimitBytes),
    ordered: orderedFault(dir, version),
    headers: { 'x-app-version': version, 'x-served-by': name },
  }
}

/** Ends on SIGTERM and when the shop is gone; `end` closes what is open. Ctrl-C is for the one who started us. */
export function endWith(parent: number, end: () => Promise<void>): void {
  let ending = false
  const once = () => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(0), 3_000).unref()
    void end().finally(() => process.exit(0))
  }
  process.on('SIGTERM', once)
  process.on('SIGINT', () => {})
  watchParent(parent, once)
}

const levelsFile = (dir: string): string => join(dir, 'run', 'log-levels.json')

/** From the next line on; INFO unless said. Throws for a word that names no level. */
export function setLogLevel(dir: string, service: ShopService, side: Side, level: string): void {
  const levels = readJsonFile<Record<string, LogLevel>>(levelsFile(dir)) ?? {}
  writeJsonFile(levelsFile(dir), { ...levels, [`${service}-${side}`]: logLevel(level) })
}
