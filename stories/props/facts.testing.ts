import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { EntryView } from '../../src/read/journal/entry-view.ts'
import { atGateway, TARGETS } from './outside.testing.ts'
import { INPUTS, type Stage, until } from './stage.testing.ts'

const UNDER_WAY = 'requested,scheduled,preparing,running,paused,rolling-back'

/** Several facts share one scene: each leaves it without a change under way and without a latch, also when it fails. */
export function factsOn(t: TestContext, stage: Stage) {
  return (title: string, show: () => Promise<void>) =>
    t.test(title, async () => {
      try {
        await show()
      } catch (error) {
        await clear(stage).catch((also: unknown) => t.diagnostic(`the scene could not be cleared: ${also}`))
        throw error
      }
      await clear(stage)
    })
}

async function clear(stage: Stage): Promise<void> {
  if (stage.server().hasExited()) await stage.startServer()
  const client = stage.client()
  // One that ends meanwhile refuses it, and is what is wanted.
  for (const { id } of await client.changes(UNDER_WAY))
    await client
      .command(id, { command: 'abort', because: 'the fact is shown' })
      .catch(async (error: unknown) => {
        if ((await client.change(id)).endedAt === null) throw error
      })
  await until('every change is over', async () => (await client.changes(UNDER_WAY)).length === 0)
  for (const target of TARGETS) {
    const { split } = await atGateway(stage, target)
    if (split.mode === 'closed' && split.latched) await client.release(target, 'the fact is shown')
  }
}

/** So long that no change meets its end, however slow the machine is: past it nothing is raised any more. */
export const WIDE = 'maintenance_window_duration_min=600'

/**
 * `cutwater run` of a plan at pace 100 in a wide window for some version, without following it; answers the change's
 * id.
 */
export function begin(
  stage: Pick<Stage, 'cutwater'>,
  plan: string,
  version: string,
  ...more: readonly string[]
): Promise<string> {
  return asked(stage, plan, version, more, 0)
}

/** The same of a change that ends at once without having done what was asked, which a script has to know. */
export function beginInVain(
  stage: Pick<Stage, 'cutwater'>,
  plan: string,
  version: string,
  ...more: readonly string[]
): Promise<string> {
  return asked(stage, plan, version, more, 1)
}

async function asked(
  stage: Pick<Stage, 'cutwater'>,
  plan: string,
  version: string,
  more: readonly string[],
  code: number,
): Promise<string> {
  const inputs = [...INPUTS.filter((input) => !input.startsWith('version_tag')), `version_tag=${version}`]
  const pace = more.includes('--pace') ? [] : ['--pace', '100']
  const window = more.some((word) => word.startsWith('maintenance_window_duration_min')) ? [] : [WIDE]
  // A repeated request means the same change.
  const once = ['--key', randomUUID(), '--detach', '--json']
  const ran = await stage.cutwater('run', plan, ...inputs, ...window, ...more, ...pace, ...once)
  assert.equal(ran.code, code, ran.err)
  return (JSON.parse(ran.out) as { id: string }).id
}

/** Runs a command that has to work, and gives what it said. */
export async function says(stage: Pick<Stage, 'cutwater'>, ...words: readonly string[]): Promise<string> {
  const { code, out, err } = await stage.cutwater(...words)
  assert.equal(code, 0, `cutwater ${words.join(' ')}: ${err}${out}`)
  return out
}

/**
 * How long a command takes on this machine at this moment, in seconds: what has to come in time is given a multiple
 * of it.
 */
export async function commandSeconds(stage: Pick<Stage, 'cutwater'>): Promise<number> {
  const began = performance.now()
  await says(stage, 'list')
  return (performance.now() - began) / 1_000
}

/** Runs a command that has to be refused, and gives the reason and the remedy that it printed. */
export async function refusal(stage: Stage, ...words: readonly string[]): Promise<string> {
  const { code, err } = await stage.cutwater(...words)
  assert.equal(code, 1, `cutwater ${words.join(' ')} exited with ${code}`)
  return err
}

export async function journalOf(stage: Pick<Stage, 'client'>, id: string): Promise<readonly EntryView[]> {
  const entries: EntryView[] = []
  for (let after = 0; ; ) {
    const page = await stage.client().journalOf(id, after)
    if (page.entries.length === 0) return entries
    entries.push(...page.entries)
    after = page.after
  }
}

/** The first entry of a type, as soon as there is one. */
export function entry(stage: Stage, id: string, type: string, withinMs?: number): Promise<EntryView> {
  const look = async () => (await journalOf(stage, id)).find((one) => one.type === type)
  return until(`${id}: ${type}`, look, withinMs)
}

/** As soon as the change has one of these states; at once a failure when it ends in another. */
export function status(stage: Pick<Stage, 'client'>, id: string, ...wanted: readonly string[]) {
  return until(`${id} is ${wanted.join(' or ')}`, async () => {
    const view = await stage.client().change(id)
    if (wanted.includes(view.status)) return view
    assert.equal(view.endedAt, null, `${id} ended as ${view.status}: ${view.rollback?.cause ?? ''}`)
    return null
  })
}

/** As soon as the canary's stage of this weight, in basis points, holds. */
export function holding(stage: Pick<Stage, 'client'>, id: string, weight: number) {
  return until(`${id} holds at ${weight / 100} %`, async () => {
    const view = await stage.client().change(id)
    assert.equal(view.endedAt, null, `${id} ended as ${view.status}: ${view.rollback?.cause ?? ''}`)
    return view.rollouts[0]?.stages.some((one) => one.weight === weight && one.state === 'holding')
  })
}
