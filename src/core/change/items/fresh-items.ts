import type { Item } from '../../runbook/runbook.ts'
import type { Items } from '../state/items.ts'

/** Nothing is known yet. */
export function freshItems(list: readonly Item[]): Items {
  return Object.fromEntries(
    list.map(({ id, check }) => [
      id,
      check.check === 'person' ? { status: 'open' as const } : { status: 'waiting' as const },
    ]),
  )
}
