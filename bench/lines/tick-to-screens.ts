import { Worker } from 'node:worker_threads'
import { type Times, timesOf } from '../parts/figures.ts'
import { type House, startHouse } from '../parts/house.ts'
import { type Line, type Row, type Run, slower } from '../parts/line.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'
import type { ViewersOrder, ViewerWord } from '../parts/viewers-words.ts'

const ITEMS = 300
const VIEWERS = 200
/** As the page does. */
const GATHER_MS = 80

export const tickToScreens: Line = {
  name: 'tick-to-screens',
  title: `From a tick to every screen: a checklist of ${ITEMS} items, ${VIEWERS} people look on`,
  limitedBy:
    'A page gathers events for 80 ms before it looks, and the server looks at the journal every 100 ms. Then all ask for ' +
    'the whole change at the same moment: it is read and written once, and sent 200 times, which takes about 100 ms of a core.',
  measure: (run) => inScratch((scratch) => measure(run, scratch)),
}

async function measure({ quick, say }: Run, scratch: Scratch): Promise<readonly Row[]> {
  const house = await startHouse(scratch, 'environments: { bench: { actions: {} } }\n')
  const change = await opened(house)
  const viewers = quick ? 10 : VIEWERS
  say(`${viewers} people look on`)
  const all = await ticks(house, scratch, change, viewers, quick ? 2 : 20)
  say('one looks on')
  const one = await ticks(house, scratch, await opened(house), 1, quick ? 2 : 20)
  return [
    slower(`${viewers} screens`, all.warm, 'one screen', one.warm, 'p95 under 300 ms'),
    slower(
      `${viewers} screens, the first tick of a server that has just started`,
      all.first,
      'one screen',
      one.first,
    ),
  ]
}

async function opened({ client }: House): Promise<string> {
  const lines = Array.from({ length: ITEMS }, (_, i) => `      - The item number ${i} is ready`)
  const plan = `plan: ticks\ntitle: Ticks\nenvironment: bench\nsteps:\n  - checklist:\n${lines.join('\n')}\n    id: ready\n`
  const { change } = await client.open({ plan, file: 'ticks.yaml', inputs: {}, pace: 1 })
  return change.id
}

/**
 * Each tick is waited for until every screen shows it. The first one of a server is told apart: all that it does, it
 * does for the first time.
 */
async function ticks(
  { client }: House,
  { after }: Scratch,
  change: string,
  viewers: number,
  count: number,
): Promise<{ readonly first: Times; readonly warm: Times }> {
  const made = Array.from({ length: Math.ceil(viewers / 10) }, (_, i) =>
    client.createToken({ name: `viewer-${change}-${i}`, roles: ['viewer'], expiresIn: '1h' }),
  )
  const tokens = (await Promise.all(made)).map(({ secret }) => secret)
  const order: ViewersOrder = { url: client.url, change, tokens, viewers, gatherMs: GATHER_MS }
  const worker = new Worker(new URL('../parts/viewers-worker.ts', import.meta.url), { workerData: order })
  after(() => worker.terminate().then(() => undefined))
  let hear: (word: ViewerWord) => void = () => undefined
  worker.on('message', (word: ViewerWord) => hear(word))
  const until = (isEnough: (word: ViewerWord) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('not every screen has shown it within 30 s')), 30_000)
      hear = (word) => {
        if ('failed' in word) reject(new Error(word.failed))
        else if (isEnough(word)) {
          clearTimeout(limit)
          resolve()
        }
      }
    })
  let listening = 0
  await until((word) => 'listens' in word && ++listening === viewers)
  const took: number[] = []
  for (let n = 1; n <= count; n++) {
    const shown = new Set<number>()
    const from = performance.now()
    const all = until((word) => {
      if (!('viewer' in word) || word.passed < n || shown.has(word.viewer)) return false
      shown.add(word.viewer)
      took.push(performance.now() - from)
      return shown.size === viewers
    })
    await client.command(change, { command: 'tick', item: `ready/the-item-number-${n}-is-ready` })
    await all
  }
  worker.postMessage('end')
  return { first: timesOf(took.slice(0, viewers)), warm: timesOf(took.slice(viewers)) }
}
