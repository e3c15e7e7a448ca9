import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { composeServer } from '../../src/compose/server.ts'
import { killTarget } from '../../src/runtime/traffic/kill-target.ts'
import { type Times, timesOf } from '../parts/figures.ts'
import { ownerOf } from '../parts/house.ts'
import { type Line, type Row, type Run, slower } from '../parts/line.ts'
import { type CanaryWatch, startCanaryWatch } from '../parts/proxy/canary-watch.ts'
import { HALF, openHalf, type RealProxy, startProxies, TARGET } from '../parts/proxy/proxies.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'

/** So long after a kill nothing is under way any more. */
const QUIET_MS = 60

export const killSwitch: Line = {
  name: 'kill-switch',
  title: 'From the kill switch to the last answer of a canary',
  limitedBy:
    'A look at the target and one call to the proxy, beside the commit of the latch; then the answers that are already under way. ' +
    'HAProxy’s map file is written as well, after the socket and beside this. By hand there is only the call.',
  measure: (run) => inScratch((scratch) => measure(run, scratch)),
}

async function measure(run: Run, scratch: Scratch): Promise<readonly Row[]> {
  const { gateway, haproxy } = await startProxies(scratch)
  const rows = [await compare(run, gateway, 'one call on its admin socket')]
  if (typeof haproxy === 'string')
    return [...rows, { what: 'HAProxy', ours: '', beside: haproxy, ratio: null }]
  return [...rows, await compare(run, haproxy, 'set server ... state maint, by hand')]
}

async function compare({ quick, say }: Run, proxy: RealProxy, beside: string): Promise<Row> {
  const kills = quick ? 3 : 50
  await openHalf(proxy)
  say(`${proxy.name}: ${kills} kills by hand, under load`)
  const floor = await inScratch(async (scratch) => {
    const watch = startCanaryWatch(scratch, proxy.url)
    const took = await repeat(kills, watch, proxy.openByHand, proxy.closeByHand)
    await proxy.openByHand()
    return took
  })
  say(`${proxy.name}: ${kills} kills by the server, under load`)
  const ours = await inScratch((scratch) => killsByServer(scratch, proxy, kills))
  return slower(`${proxy.name}: killed by the server`, ours, beside, floor)
}

async function killsByServer(scratch: Scratch, proxy: RealProxy, kills: number): Promise<Times> {
  const { dir, after } = scratch
  const bindingFile = join(dir, 'cutwater.yaml')
  await writeFile(bindingFile, JSON.stringify(bindingOf(proxy)))
  const dataDir = join(dir, 'server')
  const { runtime, stop } = await composeServer({ dataDir, bindingFile, log: pino({ level: 'silent' }) })
  after(stop)
  const database = await ownerOf(dataDir)
  after(() => database.end())
  // Far above whatever the proxy has been told before this server was there.
  const opening = `UPDATE cutwater.target SET generation = greatest(generation, 1000000) + 1, split = $1 WHERE name = $2`
  const openAgain = async () => {
    await database.query(opening, [JSON.stringify(HALF), TARGET])
    runtime.bells.targets.get(TARGET)?.ring()
  }
  const actor = { kind: 'person', name: 'bench' } as const
  let n = 0
  const kill = () => {
    n += 1
    return killTarget(runtime, { target: TARGET, actor, because: 'to measure', dedup: `kill-${n}` })
  }
  return repeat(kills, startCanaryWatch(scratch, proxy.url), openAgain, kill)
}

function bindingOf({ binding }: RealProxy): object {
  const sides = { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
  return { environments: { staging: { targets: { wix: { traffic: binding, sides } } } } }
}

async function repeat(
  kills: number,
  watch: CanaryWatch,
  open: () => Promise<unknown>,
  kill: () => Promise<unknown>,
): Promise<Times> {
  const took: number[] = []
  for (let i = 0; i < kills; i++) {
    await open()
    await watch.untilCanaryAnswers()
    const from = performance.now()
    await kill()
    do await sleep(QUIET_MS)
    while (performance.now() - watch.lastCanaryAt() < QUIET_MS && performance.now() - from < 5_000)
    if (performance.now() - from >= 5_000) throw new Error('the canary still answered 5 s after the kill')
    took.push(Math.max(0, watch.lastCanaryAt() - from))
  }
  return timesOf(took)
}
