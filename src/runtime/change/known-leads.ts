import { stateOf } from '../../core/access/token.ts'
import type { Finding } from '../../core/document/finding.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import type { Runtime } from '../context/runtime.ts'

/** Leads are named by their tokens: who has none that is valid could neither be told nor decide anything. */
export async function leadsWhoAreNobody(
  { store, clock }: Pick<Runtime, 'store' | 'clock'>,
  { leads = {} }: Pick<Runbook, 'leads'>,
  file: string,
): Promise<readonly Finding[]> {
  const named = Object.entries(leads).flatMap(([lead, { person }]) =>
    person === undefined ? [] : [{ lead, person }],
  )
  const now = clock.now()
  const people = [...new Set(named.map(({ person }) => person))]
  const known = new Map(
    await Promise.all(people.map(async (person) => [person, await isSomebody(store, person, now)] as const)),
  )
  return named
    .filter(({ person }) => known.get(person) !== true)
    .map(({ lead, person }) => ({
      file,
      line: 1,
      column: 1,
      severity: 'error',
      code: 'unknown-person',
      message: `${person} is to be ${lead}, and nobody of that name has a valid token`,
      remedy: `name somebody who has one (cutwater token list), or give one to ${person}`,
    }))
}

/** Whether a person who is named to a change has a token that is valid: without, they could decide nothing. */
export const hasToken = (
  { store, clock }: Pick<Runtime, 'store' | 'clock'>,
  name: string,
): Promise<boolean> => isSomebody(store, name, clock.now())

async function isSomebody({ tokens }: Runtime['store'], name: string, now: number): Promise<boolean> {
  // Valid ones come first.
  const [token] = await tokens.list(now, 1, name)
  return token !== undefined && stateOf(token, now) === 'valid'
}
