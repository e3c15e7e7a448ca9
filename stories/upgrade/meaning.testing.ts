/** What the story takes answers to mean, in one place: where a name in them changes, it changes here. */
import { z } from 'zod'
import type { Caller } from './caller.testing.ts'

const change = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  revision: z.number(),
  steps: z.array(z.object({ id: z.string(), status: z.string() })),
})
export type Change = z.output<typeof change>

export const changeOf = async (asker: Caller, id: string): Promise<Change> =>
  change.parse(await asker.get(`/v1/changes/${id}`))

export async function listed(asker: Caller): Promise<readonly { id: string; status: string }[]> {
  const page = z.object({
    changes: z.array(z.object({ id: z.string(), status: z.string() })),
    next: z.null(),
  })
  return page.parse(await asker.get('/v1/changes?limit=200')).changes
}

const entry = z.object({ seq: z.number(), type: z.string(), sentence: z.string() })
export type Said = z.output<typeof entry>

export async function journalOf(asker: Caller, id: string): Promise<readonly Said[]> {
  const page = z.object({ entries: z.array(entry) })
  return page.parse(await asker.get(`/v1/changes/${id}/journal?limit=1000`)).entries
}

export const stepOf = ({ steps }: Change, id: string): string =>
  steps.find((step) => step.id === id)?.status ?? 'not there'

/** Names of registered plans. */
export async function plansIn(asker: Caller): Promise<readonly string[]> {
  const page = z.object({ plans: z.array(z.object({ name: z.string() })) })
  return page.parse(await asker.get('/v1/plans')).plans.map((plan) => plan.name)
}

/** Types of entries of a stream that belongs to no change. */
export async function entriesOf(asker: Caller, stream: string): Promise<readonly string[]> {
  const page = z.object({ entries: z.array(z.object({ type: z.string() })) })
  return page.parse(await asker.get(`/v1/journal/entries?stream=${stream}`)).entries.map(({ type }) => type)
}

/** Points of measurement that can be drawn. */
export async function seriesOf(asker: Caller, id: string): Promise<unknown> {
  return asker.get(`/v1/changes/${id}/series`)
}

/** Flags of a target as a service is given them, for somebody in particular. */
export async function flagsOf(asker: Caller, service: string, context: object) {
  const answer = await asker.send('POST', `${OFREP(service)}/ofrep/v1/evaluate/flags`, { context })
  const { flags } = z
    .object({ flags: z.array(z.object({ key: z.string(), value: z.unknown() })) })
    .parse(answer)
  return Object.fromEntries(flags.map(({ key, value }) => [key, value]))
}

const OFREP = (service: string) => `/v1/environments/staging/targets/${service}`

/** Flags that refuse to be set, by their names. */
export async function lockedFlags(asker: Caller): Promise<readonly string[]> {
  const answer = await asker.get('/v1/flags?environment=staging')
  const flag = z.object({ target: z.string(), flag: z.string(), lock: z.unknown().nullable() })
  const { flags } = z.object({ flags: z.array(flag) }).parse(answer)
  return flags.filter(({ lock }) => lock !== null).map(({ target, flag }) => `${target} ${flag}`)
}

/** Statuses that nothing follows. */
export const OVER: readonly string[] = ['succeeded', 'rolled-back', 'failed', 'cancelled', 'missed']
