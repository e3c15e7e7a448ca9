import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { composeServer } from '../../src/compose/server.ts'
import type { Client } from '../../src/http/client/client.ts'
import { askAgain, BETWEEN_MS } from '../parts/ask-again.ts'
import { type DatabaseLimits, limitsOf } from '../parts/database.ts'
import { timesOf } from '../parts/figures.ts'
import { startHandler } from '../parts/handler.ts'
import { ownerOf, startHouse } from '../parts/house.ts'
import { type Line, type Row, type Run, slower } from '../parts/line.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'
import { bindingTo, PLAN, WAITING_PLAN } from '../parts/small-plan.ts'

export const commandToHandler: Line = {
  name: 'command-to-handler',
  title: 'From a command to its handler',
  limitedBy:
    'Statements, one after the other: seven until the answer is stored, one more until the handler begins, each a word to the ' +
    'database and back and some work on both sides. Three of them commit and wait for the disk: the command is kept, the turn ' +
    'saved, and the effect marked as started before anything is done.',
  measure: (run) => inScratch((scratch) => inProcess(run, scratch)),
}

export const commandOverHttp: Line = {
  name: 'command-over-http',
  title: 'From a POST to its handler',
  limitedBy:
    'The same commits; and before them the request is checked, its token is looked up, and a plan is read, checked and compiled.',
  measure: (run) => inScratch((scratch) => overHttp(run, scratch)),
}

const timesFor = ({ quick }: Run): number => (quick ? 5 : 150)

const commits = (count: number, { commit }: DatabaseLimits) =>
  [`one row committed (${count} are needed)`, commit] as const

async function inProcess(run: Run, scratch: Scratch): Promise<readonly Row[]> {
  const times = timesFor(run)
  const { dir, after } = scratch
  const handler = await startHandler(scratch)
  const bindingFile = join(dir, 'cutwater.yaml')
  await writeFile(bindingFile, bindingTo(handler.url))
  const dataDir = join(dir, 'server')
  const server = await composeServer({ dataDir, bindingFile, log: pino({ level: 'silent' }) })
  after(() => server.stop())
  const database = await ownerOf(dataDir)
  after(() => database.end())

  const { answered, begun } = await askAgain(server.runtime, handler, times)
  const limits = await limitsOf(database, times * 2)
  return [
    slower('command asked in one process, to its answer stored', timesOf(answered), ...commits(2, limits)),
    slower(
      'command asked in one process, to the handler of its first effect',
      timesOf(begun),
      ...commits(3, limits),
      '10 ms in the middle',
    ),
    slower('a word to the database and back', limits.roundTrip, 'one row committed', limits.commit),
  ]
}

async function overHttp(run: Run, scratch: Scratch): Promise<readonly Row[]> {
  const times = timesFor(run)
  const handler = await startHandler(scratch)
  const { client, database } = await startHouse(scratch, bindingTo(handler.url))
  const begun: number[] = []
  for (let i = 0; i < times; i++) {
    const from = performance.now()
    const { change } = await client.open({ plan: PLAN, file: 'small.yaml', inputs: {}, pace: 1 })
    begun.push((await handler.begun(change.id)) - from)
    await sleep(BETWEEN_MS)
  }
  const answered = await pauseAndResume(client, times)
  const limits = await limitsOf(database, times * 2)
  return [
    slower('POST of a command, to its answer', timesOf(answered), ...commits(2, limits)),
    slower(
      'POST of a plan (checked, compiled, opened), to the handler of its first effect',
      timesOf(begun),
      ...commits(4, limits),
    ),
  ]
}

async function pauseAndResume(client: Client, times: number): Promise<readonly number[]> {
  const { change } = await client.open({ plan: WAITING_PLAN, file: 'waiting.yaml', inputs: {}, pace: 1 })
  const took: number[] = []
  let { revision } = change
  for (let i = 0; i < times; i++) {
    const from = performance.now()
    const given = await (i % 2 === 0
      ? client.command(change.id, { command: 'pause', because: 'to measure' })
      : client.command(change.id, { command: 'resume' }, revision))
    took.push(performance.now() - from)
    if (given.answer !== 'accepted') throw new Error(`a command was not answered: ${given.answer}`)
    revision = given.revision
  }
  return took
}
