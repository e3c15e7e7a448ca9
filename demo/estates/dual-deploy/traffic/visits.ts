/**
 * Steady traffic of several hundred users: `traffic.ts --wix URL --gamma URL [--users N] [--seconds MAX] [--seed N]
 * --report FILE [--parent PID]`. Each user visits each site about every two seconds. The report is rewritten each
 * second and once more, with `done`, when SIGTERM, the last second or the end of its parent stops it.
 */
import { parseArgs } from 'node:util'
import { writeJsonFile } from '../../../process/json-file.ts'
import { watchParent } from '../../../process/parent-watch.ts'
import { runMain } from '../../../process/run-main.ts'
import { wholeNumber } from '../../../process/settings.ts'
import { Tally } from '../../../traffic/tally.ts'
import { TimerWheel } from '../../../traffic/timer-wheel.ts'
import { seeded, type User, users } from '../../../traffic/users.ts'
import { type Site, site, visit } from '../../../traffic/visit.ts'

const thinkMs = { least: 1_000, most: 3_000 }

await runMain(async () => {
  const options = trafficOptions()
  const sites = [site('wix', options.wix, '/api/registry'), site('gamma', options.gamma, '/api/panel')]
  const random = seeded(options.seed)
  const startedAt = new Date()
  const tally = new Tally()
  const wheel = new TimerWheel<{ user: User; to: Site }>(performance.now())
  const inFlight = new Set<Promise<void>>()
  let stopping = false

  const call = async (user: User, to: Site) => {
    const began = performance.now()
    const outcome = await visit(to, user, random() < 0.3)
    tally.count(to.name, outcome, new Date())
    // Thinking begins with the request, so that a somewhat slower site is not spared any load.
    const think = thinkMs.least + random() * (thinkMs.most - thinkMs.least)
    if (!stopping) wheel.add({ user, to }, began + think)
  }
  for (const user of users(options.users))
    for (const to of sites) wheel.add({ user, to }, performance.now() + random() * thinkMs.most * 0.67)

  const ticking = setInterval(() => {
    for (const { user, to } of wheel.due(performance.now())) {
      const visiting = call(user, to).finally(() => inFlight.delete(visiting))
      inFlight.add(visiting)
    }
  }, TimerWheel.slotMs)
  const save = (done: boolean) =>
    writeJsonFile(options.report, tally.report(options.users, startedAt, new Date(), done))
  const saving = setInterval(() => save(false), 1_000)

  const stop = async () => {
    if (stopping) return
    stopping = true
    clearInterval(ticking)
    clearInterval(saving)
    // Visits that began are finished and counted, up to a time limit.
    await Promise.race([Promise.all(inFlight), new Promise((resolve) => setTimeout(resolve, 4_000))])
    save(true)
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', () => {})
  if (options.parent !== undefined) watchParent(options.parent, stop)
  if (options.seconds > 0) setTimeout(stop, options.seconds * 1_000)
  save(false)
  process.stdout.write('listening 0\n')
})

function trafficOptions() {
  const { values } = parseArgs({
    options: {
      wix: { type: 'string' },
      gamma: { type: 'string' },
      users: { type: 'string', default: '300' },
      seconds: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      report: { type: 'string' },
      parent: { type: 'string' },
    },
  })
  const { wix, gamma, report } = values
  if (!wix || !gamma || !report) throw new Error('--wix URL, --gamma URL and --report FILE are needed')
  return {
    wix,
    gamma,
    report,
    users: wholeNumber('--users', values.users),
    seconds: wholeNumber('--seconds', values.seconds),
    seed: wholeNumber('--seed', values.seed),
    parent: values.parent === undefined ? undefined : wholeNumber('--parent', values.parent),
  }
}
