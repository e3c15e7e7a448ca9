/** Opening changes, asking something of them, and waiting for what becomes of them. */
import { until } from '../props/stage.testing.ts'
import type { Caller } from './caller.testing.ts'
import type { Estate, Service } from './estate.testing.ts'
import { changeOf, journalOf } from './meaning.testing.ts'

export type Life = {
  readonly estate: Estate
  readonly admin: Caller
  readonly changes: Record<string, string>
}

export async function open(life: Life, name: string, plan: string, inputs: object, pace = 1): Promise<void> {
  const body = { registered: { name: plan }, inputs, pace }
  const opened = (await life.admin.send('POST', '/v1/changes', body)) as { change: { id: string } }
  life.changes[name] = opened.change.id
}

export function canary(
  life: Life,
  name: string,
  service: Service,
  version: string,
  { pace = 1, freeze = false }: { readonly pace?: number; readonly freeze?: boolean },
): Promise<void> {
  return open(life, name, 'canary', { service, version_tag: version, freeze }, pace)
}

export async function visitedUntil(
  life: Life,
  name: string,
  service: Service,
  status: string,
): Promise<void> {
  await until(`${name} is ${status}`, async () => {
    await life.estate.visit(service, 12)
    return (await changeOf(life.admin, life.changes[name] ?? '')).status === status
  })
}

export async function command(life: Life, name: string, body: object, by = life.admin): Promise<void> {
  const path = `/v1/changes/${life.changes[name]}/commands`
  await by.send('POST', path, body, await seen(life, name))
}

export async function seen(life: Life, name: string): Promise<Readonly<Record<string, string>>> {
  return { 'if-match': `"${(await changeOf(life.admin, life.changes[name] ?? '')).revision}"` }
}

export async function entered(life: Life, name: string, status: string): Promise<void> {
  await until(
    `${name} is ${status}`,
    async () => (await changeOf(life.admin, life.changes[name] ?? '')).status === status,
  )
}

export async function entry(life: Life, name: string, type: string): Promise<void> {
  await until(`${name}: ${type}`, async () =>
    (await journalOf(life.admin, life.changes[name] ?? '')).some((each) => each.type === type),
  )
}

export const holding = (life: Life, name: string) => entry(life, name, 'hold-started')
