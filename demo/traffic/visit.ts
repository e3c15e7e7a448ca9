/** One request as a user makes it, over kept connections; to the site's other address when the first one breaks. */
import { asksElsewhere, causeOf, type Door, doorsAt } from './door.ts'
import type { Outcome } from './tally.ts'
import type { User } from './users.ts'

export type Site = {
  readonly name: string
  /** One for each address that the site's name has. */
  readonly doors: readonly Door[]
  readonly api: string
}

/** `urls`: all addresses of the site, with a comma between them. */
export function site(name: string, urls: string, api: string): Site {
  return { name, doors: doorsAt(urls), api }
}

/** Never throws: what went wrong is what the user saw. */
export async function visit(to: Site, user: User, readsApi: boolean): Promise<Outcome> {
  const began = performance.now()
  const path = readsApi ? to.api : '/'
  const usual = Number(user.id.slice(2)) % to.doors.length
  const first = await ask(to.doors[usual] as Door, path, user, began)
  if (to.doors.length === 1 || !asksElsewhere('GET', first)) return first
  const second = await ask(to.doors[(usual + 1) % to.doors.length] as Door, path, user, began)
  return { ...second, elsewhere: true }
}

async function ask(door: Door, path: string, user: User, began: number): Promise<Outcome> {
  const elapsed = () => performance.now() - began
  try {
    const answer = await door.pool.request({
      method: 'GET',
      path: `${door.base}${path}`,
      headers: { 'x-user-id': user.id, ...(user.segment ? { 'x-user-segment': user.segment } : {}) },
    })
    // Read to the end: half a page is a failure too.
    for await (const _chunk of answer.body);
    const version = answer.headers['x-app-version']
    return {
      saw: 'answer',
      status: answer.statusCode,
      version: typeof version === 'string' ? version : null,
      ms: elapsed(),
    }
  } catch (error) {
    return { saw: 'nothing', cause: causeOf(error), ms: elapsed() }
  }
}
