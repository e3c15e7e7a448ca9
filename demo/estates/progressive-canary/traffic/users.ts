/**
 * The users of the shop: `users.ts --frontend URL --backend URL --helpdesk URL [--users N] [--seed N] [--think MS]
 * --report FILE [--parent PID]`. So many are there at any time; one who leaves for good makes place for a new one, with
 * empty hands and no cookies. The report is rewritten each second and once more, with `done`, when SIGTERM or the end
 * of its parent stops it.
 */
import { parseArgs } from 'node:util'
import { writeJsonFile } from '../../../process/json-file.ts'
import { watchParent } from '../../../process/parent-watch.ts'
import { runMain } from '../../../process/run-main.ts'
import { wholeNumber } from '../../../process/settings.ts'
import { Tally } from '../../../traffic/tally.ts'
import { seeded, users } from '../../../traffic/users.ts'
import { Browser, site } from './browser.ts'
import { Deeds, type ShopReport } from './deeds.ts'
import type { Person } from './mood.ts'
import { Leaving, live } from './person.ts'

/** Steps begin on these beats, so that hundreds of waits share a few timers. */
const BEAT_MS = 50
/** As long as most stay: were all to arrive at once, they would sign up, browse and buy in step for minutes. */
const ARRIVE_OVER = 20
const END_LIMIT_MS = 4_000
/** More than that one process cannot be. */
const USERS_MAX = 2_000

await runMain(async () => {
  const options = userOptions()
  const shops = {
    frontend: site('frontend', options.frontend),
    backend: site('backend', options.backend),
    helpdesk: site('helpdesk', options.helpdesk),
  }
  const random = seeded(options.seed)
  const startedAt = new Date()
  // Other users may have come to this shop before, under the same names.
  const run = startedAt.getTime().toString(36)
  const tally = new Tally()
  const deeds = new Deeds()
  let stopping = false

  const pause = async (ms: number) => {
    const beats = Math.max(1, Math.round(ms / BEAT_MS))
    await new Promise((resolve) => setTimeout(resolve, beats * BEAT_MS))
    if (stopping) throw new Leaving()
  }
  const place = async ({ id, segment }: ReturnType<typeof users>[number]) => {
    try {
      await pause(random() * options.think * ARRIVE_OVER)
      for (let generation = 1; ; generation += 1) {
        const name = `${id}-${generation}`
        const headers = { 'x-user-id': name, ...(segment === null ? {} : { 'x-user-segment': segment }) }
        const browser = new Browser(Number(id.slice(2)), headers, (to, outcome) => {
          if (to !== 'helpdesk') tally.count(to, outcome, new Date())
        })
        const think = () => pause(options.think * (0.5 + random()))
        const email = `${name}.${run}@people.example`
        const person: Person = { id: name, email, segment, browser, shops, deeds, random, think }
        await live(person)
        await think()
      }
    } catch (error) {
      if (!(error instanceof Leaving)) throw error
    }
  }
  const everybody = Promise.all(users(options.users).map(place))

  const save = (done: boolean) => {
    const report: ShopReport = { ...tally.report(options.users, startedAt, new Date(), done), deeds }
    writeJsonFile(options.report, report)
  }
  const saving = setInterval(() => save(false), 1_000)
  const stop = async () => {
    if (stopping) return
    stopping = true
    clearInterval(saving)
    // Steps that began are finished and counted, up to a time limit.
    await Promise.race([everybody, new Promise((resolve) => setTimeout(resolve, END_LIMIT_MS))])
    save(true)
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', () => {})
  if (options.parent !== undefined) watchParent(options.parent, stop)
  save(false)
  process.stdout.write('listening 0\n')
})

function userOptions() {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      ...{ frontend: text, backend: text, helpdesk: text, report: text, parent: text },
      users: { ...text, default: '100' },
      seed: { ...text, default: '1' },
      think: { ...text, default: '2000' },
    },
  })
  const { frontend, backend, helpdesk, report } = values
  if (!frontend || !backend || !helpdesk || !report)
    throw new Error('--frontend URL, --backend URL, --helpdesk URL and --report FILE are needed')
  const users = wholeNumber('--users', values.users)
  if (users < 1 || users > USERS_MAX) throw new Error(`--users must be from 1 to ${USERS_MAX}, not ${users}`)
  return {
    ...{ frontend, backend, helpdesk, report },
    users,
    seed: wholeNumber('--seed', values.seed),
    think: wholeNumber('--think', values.think),
    parent: values.parent === undefined ? undefined : wholeNumber('--parent', values.parent),
  }
}
