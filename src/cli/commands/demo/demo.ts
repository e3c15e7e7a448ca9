import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { debianPart } from '../../../../demo/parts/debian-part.ts'
import { type FaultKind, faultKinds } from '../../../../demo/services/fault.ts'
import type { TrafficReport } from '../../../../demo/traffic/tally.ts'
import type { ChangeView } from '../../../read/change/change-view.ts'
import { pageAt } from '../../connection/page-at.ts'
import { pageLink } from '../../connection/page-link.ts'
import { follow } from '../../follow/follow.ts'
import { exitCodeOf } from '../../terminal/exit-code.ts'
import { Fault } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { comparedPlan, USUAL } from './compared.ts'
import { orderOutage } from './outage.ts'
import { drawOutcome } from './outcome.ts'
import { type Scene, startScene } from './scene.ts'

type Options = {
  readonly exit?: boolean
  readonly fault: string
  readonly pace: string
  readonly users: string
  readonly proxy: string
  readonly metrics: string
  readonly judge: string
  readonly json?: boolean
}

const PLAN = join(import.meta.dirname, '..', '..', '..', '..', 'plans', 'dual-deploy.yaml')
const FAULTS = [...faultKinds, 'metrics'] as const
const PROXIES = ['gateway', 'haproxy'] as const
const JUDGES = ['thresholds', 'sequential'] as const
const METRICS = ['gateway', 'prometheus'] as const
const BEFORE = { CanaryEnabled: true, GlassFXEnabled: false } as const

export function define(command: Command, terminal: Terminal): void {
  command
    .option('--exit', 'end when the change is over: 0 succeeded, 3 rolled back, 1 otherwise')
    .option('--fault <kind>', `what is wrong with the new version: ${FAULTS.join(', ')}`, 'none')
    .option('--pace <n>', "divide the plan's own durations by this", '20')
    .option('--users <n>', 'how many users visit the two sites', '300')
    .option('--proxy <which>', `what splits the traffic: ${PROXIES.join(', ')}`, 'gateway')
    .option(
      '--metrics <who>',
      `who measures: ${METRICS.join(', ')}; behind haproxy it is prometheus`,
      'gateway',
    )
    .option('--judge <which>', `what the rollout is judged by: ${JUDGES.join(', ')}`, 'thresholds')
    .option('--json', 'print one JSON document at the end')
    .action((options: Options) => demo(options, terminal))
}

/** A small world of real processes, and the dual-deploy plan carried through it. */
async function demo(options: Options, terminal: Terminal): Promise<void> {
  if (terminal.env.DATABASE_URL !== undefined)
    throw new Fault(
      'the demo brings a database of its own and does not touch yours',
      'Unset DATABASE_URL first.',
    )
  const judge = judgeOf(options.judge)
  const fault = faultOf(options.fault, judge)
  const pace = positive(options.pace, 'pace')
  const users = positive(options.users, 'number of users')
  const proxy = await proxyOf(options.proxy)
  const metrics = metricsOf(proxy === 'haproxy' ? 'prometheus' : options.metrics, fault, pace)
  const say = (who: string, line: string) => {
    if (options.json !== true && (who === 'demo' || line.startsWith('PAGE')))
      terminal.note(terminal.paint.dim(`${who}: ${line}`))
  }

  let over = false
  const scene = await startScene({
    ...(fault === 'metrics' ? {} : { fault }),
    users,
    ...(judge === 'sequential' ? { usual: USUAL } : {}),
    proxy,
    metrics,
    say,
  })
  let report: TrafficReport | null = null
  try {
    await hoistFlags(scene)
    const { change, warnings } = await scene.client().open({
      ...planFor(judge),
      inputs: { environment: 'staging', version_tag: 'v2.0.0' },
      pace,
    })
    say('demo', `${change.id}: ${change.title}, at pace ${pace}`)
    for (const { message, remedy } of warnings) say('demo', `${message}: ${remedy}`)
    if (options.json !== true) await offerPage(scene, change.id, terminal)
    const outage =
      fault === 'metrics'
        ? orderOutage(scene, change.id, pace, () => over || terminal.stop.aborted, say)
        : null
    await (options.json === true
      ? quietly(scene, change.id, terminal)
      : follow(change.id, { data: scene.dataDir }, terminal))
    over = true
    await outage
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

/** The flags as they stand before the change, so that a rollback knows what to go back to. */
async function hoistFlags(scene: Scene): Promise<void> {
  for (const target of ['wix', 'gamma'])
    for (const [flag, value] of Object.entries(BEFORE))
      await scene
        .client()
        .setFlag({ environment: 'staging', target, flag }, value, 'as it stood before the demo')
}

async function quietly(scene: Scene, id: string, terminal: Terminal): Promise<void> {
  for (let after = 0; !terminal.stop.aborted; ) {
    const page = await scene.client().journalOf(id, after, 20_000, terminal.stop)
    if (page.over) return
    after = page.after
  }
}

/**
 * The same change in a browser. The first to open the link is signed in, so it is shown to a person only: what goes
 * into a pipe is kept in logs, and gets the command that makes one.
 */
async function offerPage({ client, dataDir }: Scene, id: string, terminal: Terminal): Promise<void> {
  if ((await pageAt(client().url)) !== 'there') return
  const another = `node bin/cutwater.mjs open ${id} --data ${dataDir}`
  if (!terminal.live) return terminal.say(`Watch it in a browser: ${another}`)
  const { bold, dim } = terminal.paint
  const link = await pageLink(client(), `/changes/${id}`)
  terminal.say(
    `\nWatch it in a browser, by a link for one use within a minute and a half:\n${bold(link)}\n${dim(`another: ${another}`)}\n`,
  )
}

async function stayUp(scene: Scene, view: ChangeView, terminal: Terminal): Promise<void> {
  const { wix, gamma } = scene.world.addresses.publicly
  terminal.say(drawOutcome(view, scene.traffic.report(), terminal))
  terminal.say(
    `\nWix    ${wix}\nGamma  ${gamma}\nServer ${scene.client().url}   (CUTWATER_DATA=${scene.dataDir})\n`,
  )
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

type Judge = (typeof JUDGES)[number]

function planFor(judge: Judge) {
  const text = readFileSync(PLAN, 'utf8')
  return judge === 'sequential'
    ? { plan: comparedPlan(text), file: 'dual-deploy-compared.yaml' }
    : { plan: text, file: 'plans/dual-deploy.yaml' }
}

function judgeOf(word: string): Judge {
  const judge = JUDGES.find((known) => known === word)
  if (judge === undefined)
    throw new Fault(`nothing called "${word}" judges here`, `It is one of ${JUDGES.join(', ')}.`)
  return judge
}

function faultOf(word: string, judge: Judge): FaultKind | 'metrics' {
  const fault = FAULTS.find((known) => known === word)
  if (fault === undefined)
    throw new Fault(`there is no fault "${word}"`, `It is one of ${FAULTS.join(', ')}.`)
  if (fault === 'subtle' && judge !== 'sequential')
    throw new Fault(
      'only a comparison with stable sees a fault that is this subtle',
      'Add --judge sequential.',
    )
  return fault
}

async function proxyOf(word: string): Promise<(typeof PROXIES)[number]> {
  const proxy = PROXIES.find((known) => known === word)
  if (proxy === undefined)
    throw new Fault(`nothing called "${word}" splits traffic here`, `It is one of ${PROXIES.join(', ')}.`)
  const part = proxy === 'haproxy' ? await debianPart(proxy) : null
  if (part !== null && 'missing' in part)
    throw new Fault(part.missing, 'Install HAProxy 2.6 or newer, or leave --proxy out.')
  return proxy
}

/**
 * A Prometheus that stood still has a gap and takes some seconds to begin again; a faster plan would not wait for
 * that.
 */
const OUTAGE_PACE_MAX = 8

function metricsOf(word: string, fault: string, pace: number): (typeof METRICS)[number] {
  const metrics = METRICS.find((known) => known === word)
  if (metrics === undefined)
    throw new Fault(`there is no source of metrics called "${word}"`, `It is one of ${METRICS.join(', ')}.`)
  if (metrics === 'prometheus' && fault === 'metrics' && pace > OUTAGE_PACE_MAX)
    throw new Fault(
      `at pace ${pace} the plan does not wait as long as Prometheus is away`,
      `Add --pace ${OUTAGE_PACE_MAX}.`,
    )
  return metrics
}

function positive(text: string, what: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value < 1)
    throw new Fault(`"${text}" is no ${what}`, 'Write a number of 1 or more.')
  return value
}
