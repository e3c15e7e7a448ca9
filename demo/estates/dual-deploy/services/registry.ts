/** The SwarmRegistry: which agents there are, as the source last told. */
import { join } from 'node:path'
import { Refused } from '../../../services/serve.ts'

export type RegistryItem = {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly status: 'active' | 'standby' | 'retired'
}
export type Registry = { readonly items: readonly RegistryItem[]; readonly lastSync: string | null }

export const registryFile = (data: string): string => join(data, 'registry.json')

/** A registry older than this is shown as stale. */
export const freshForMs = 60 * 60 * 1_000

export type Freshness = 'in-sync' | 'stale' | 'never'
export function freshness(registry: Registry, nowMs: number): Freshness {
  if (registry.lastSync === null) return 'never'
  return nowMs - Date.parse(registry.lastSync) <= freshForMs ? 'in-sync' : 'stale'
}

/** Throws `Refused` 422 with the first thing that is wrong. */
export function registryFrom(body: unknown): Registry {
  const { items, lastSync } = (body ?? {}) as { items?: unknown; lastSync?: unknown }
  if (!Array.isArray(items) || items.length === 0)
    throw new Refused(422, 'items must be a list with something in it')
  if (typeof lastSync !== 'string' || Number.isNaN(Date.parse(lastSync)))
    throw new Refused(422, 'lastSync must be an ISO 8601 instant')
  const ids = new Set(items.map((item: { id?: unknown } | null) => item?.id))
  if (ids.size !== items.length) throw new Refused(422, 'every item needs an id of its own')
  return { items: items.map(itemFrom), lastSync }
}

function itemFrom(value: unknown): RegistryItem {
  const { id, name, role, status } = (value ?? {}) as Record<string, unknown>
  if (typeof id !== 'string' || typeof name !== 'string' || typeof role !== 'string')
    throw new Refused(422, 'every item needs id, name and role')
  if (status !== 'active' && status !== 'standby' && status !== 'retired')
    throw new Refused(422, `the status of ${id} must be active, standby or retired`)
  return { id, name, role, status }
}
