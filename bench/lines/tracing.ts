import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { pino } from 'pino'
import { composeServer } from '../../src/compose/server.ts'
import { askAgain } from '../parts/ask-again.ts'
import { short, timesOf } from '../parts/figures.ts'
import { startHandler } from '../parts/handler.ts'
import { type Line, type Row, type Run, slower } from '../parts/line.ts'
import { startPrinting } from '../parts/printing-process.ts'
import { openHalf, type RealProxy, startGateway } from '../parts/proxy/proxies.ts'
import { middleOf, push, pushThrough, type Through } from '../parts/proxy/push-through.ts'
import { startSides } from '../parts/proxy/upstream.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'
import { bindingTo } from '../parts/small-plan.ts'

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT'
const PROGRAM = [join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts'), 'gateway']
const ROUNDS = 3

export const tracing: Line = {
  name: 'tracing',
  title: 'What traces cost',
  limitedBy:
    'Encoding: each span is made an object of the SDK and then protobuf, in batches. Half of the requests here go to the canary, whose every ' +
    'request is told. A change is told after its turn, from its journal, which is read once more for it.',
  measure: (run) =>
    inScratch(async (scratch) => {
      const collector = await startPrinting(scratch, 'processes/collector-process.ts')
      return [...(await requests(run, scratch, collector)), ...(await turns(run, collector))]
    }),
}

async function requests({ quick, say }: Run, scratch: Scratch, collector: string): Promise<readonly Row[]> {
  const sides = await startSides(scratch)
  const off = await startGateway(scratch, sides, PROGRAM)
  const on = await tracedTo(collector, () => startGateway(scratch, sides, PROGRAM))
  const durationMs = quick ? 300 : 3_000
  say('requests, half of them to the canary')
  const rounds = new Map<RealProxy, Through[]>([
    [off, []],
    [on, []],
  ])
  for (const proxy of rounds.keys()) {
    await openHalf(proxy)
    await push(proxy.url, durationMs / 2)
  }
  for (let round = 0; round < (quick ? 1 : ROUNDS); round++)
    for (const [proxy, through] of rounds) through.push(await pushThrough(proxy, durationMs))
  const [without, told] = [off, on].map((proxy) => middleOf(rounds.get(proxy) ?? []))
  if (without === undefined || told === undefined) throw new Error('nothing was measured')
  return [
    {
      what: 'processor time of the gateway for one request, half of them told',
      ours: `${short(told.cpuMicros)} µs`,
      beside: `traces off: ${short(without.cpuMicros)} µs`,
      ratio: told.cpuMicros / without.cpuMicros,
    },
  ]
}

async function turns(run: Run, collector: string): Promise<readonly Row[]> {
  run.say('changes that are opened, run and end')
  const off = await inScratch((scratch) => commands(run, scratch))
  const on = await tracedTo(collector, () => inScratch((scratch) => commands(run, scratch)))
  return [
    slower('command to the handler of its first effect, told', on.begun, 'traces off', off.begun),
    {
      what: 'processor time of the server for one small change, told',
      ours: `${short(on.cpuMs)} ms`,
      beside: `traces off: ${short(off.cpuMs)} ms`,
      ratio: on.cpuMs / off.cpuMs,
    },
  ]
}

/** With everything else that this process does meanwhile, which is the same with traces and without. */
async function commands({ quick }: Run, scratch: Scratch) {
  const handler = await startHandler(scratch)
  const bindingFile = join(scratch.dir, 'cutwater.yaml')
  await writeFile(bindingFile, bindingTo(handler.url))
  const dataDir = join(scratch.dir, 'server')
  const server = await composeServer({ dataDir, bindingFile, log: pino({ level: 'silent' }) })
  scratch.after(() => server.stop())
  const times = quick ? 3 : 150
  await askAgain(server.runtime, handler, quick ? 1 : 30, 'warm')
  const before = process.cpuUsage()
  const { begun } = await askAgain(server.runtime, handler, times)
  const { user, system } = process.cpuUsage(before)
  return { begun: timesOf(begun), cpuMs: (user + system) / 1_000 / times }
}

/** What begins meanwhile tells its traces. */
async function tracedTo<T>(collector: string, work: () => Promise<T>): Promise<T> {
  process.env[ENDPOINT] = collector
  try {
    return await work()
  } finally {
    delete process.env[ENDPOINT]
  }
}
