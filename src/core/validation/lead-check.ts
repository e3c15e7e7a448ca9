import type { Brought } from '../traffic/brought.ts'
import type { Side } from '../traffic/desired.ts'
import { forwardedHeaders, type Lead, leadOf, ledRequest } from './basis/lead.ts'
import type { Verdict } from './basis/verdict.ts'
import type { Check, Led } from './check.ts'

/** How the targets of an environment are reached: by users, and each side by itself. */
export type Reached = Readonly<
  Record<
    string,
    { readonly sides: Readonly<Record<Side, string>>; readonly addresses?: readonly string[] | undefined }
  >
>

/** For whom it is looked, and where its new version is. */
export type Bringing = { readonly id: string; readonly brought: readonly Brought[] }

type Address = Lead & { readonly target: string }

/**
 * What asks one of the change's targets, at an address of its users or at one of its sides, asks the side that the
 * change brings there. Where nobody can say which that is, it is not asked; once the change is over, it is asked as
 * ever, and says so. All else is looked at as ever.
 */
export function leadCheck(check: Check, change: Bringing, targets: Reached): Check {
  const { look } = check
  if (look.kind !== 'http' && look.kind !== 'page' && look.kind !== 'journey') return check
  const leads = leadsOf(change.brought, targets)
  const target = leads.find((one) => one === leadOf(look.at.url, leads))?.target
  const brought = change.brought.find((one) => one.target === target)
  if (brought === undefined) return check
  const led = ledTo(brought, change.id)
  if (!('on' in led)) return { ...check, led }
  if (look.kind === 'page') return { ...check, led, look: { kind: look.kind, at: { ...look.at, leads } } }
  if (look.kind === 'journey') return { ...check, led, look: { kind: look.kind, at: { ...look.at, leads } } }
  const request = ledRequest(look.at.url, leads)
  if (request === null) return check
  const headers = { ...unless(forwardedHeaders(request), look.at.headers), ...look.at.headers }
  return { ...check, led, look: { kind: look.kind, at: { ...look.at, url: request.url, headers } } }
}

/** Those that the check sends by itself stay. */
function unless(
  headers: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()))
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name)))
}

/** Of all targets: an address below that of another is not led with it. */
function leadsOf(brought: readonly Brought[], targets: Reached): readonly Address[] {
  return Object.entries(targets).flatMap(([target, { sides, addresses = [] }]) => {
    const its = brought.find((one) => one.target === target)
    const to = its !== undefined && 'side' in its ? originOf(sides[its.side]) : null
    return [
      ...addresses.map((from) => ({ target, from, to, keepsHost: true })),
      ...(['blue', 'green'] as const).map((side) => ({
        ...{ target, from: originOf(sides[side]), to, keepsHost: false },
      })),
    ]
  })
}

const originOf = (url: string): string => /^https?:\/\/[^/?#]+/i.exec(url)?.[0] ?? url

function ledTo(brought: Brought, id: string): Led {
  const { target, version } = brought
  switch (brought.is) {
    case 'there':
    case 'adopted':
      return { on: version === null ? brought.side : `${version} (${brought.side})`, target }
    case 'to-come':
      return { unable: `${id} has nothing on ${target} yet` }
    case 'going':
      return { unable: `${id} goes back, so ${target} has no new version that could be asked` }
    case 'over':
      return { asEver: `${id} is over, so ${target} was asked as everybody asks it` }
  }
}

/** Says whom it asked, where that is not whom it names. */
export function ledInWords(led: Led | undefined, verdict: Verdict): Verdict {
  if (led === undefined || 'unable' in led) return verdict
  return { ...verdict, says: `${verdict.says}${'on' in led ? `, on ${led.on}` : `; ${led.asEver}`}` }
}
