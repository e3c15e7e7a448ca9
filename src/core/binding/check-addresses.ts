import { checkUrl } from '../address/check-variables.ts'
import { placeOf } from '../address/place-of.ts'
import { type Fault, fault, type Path } from '../document/finding.ts'

type Targets = Readonly<Record<string, { readonly addresses?: readonly string[] | undefined }>>

/** Where users reach targets: each address leads to one of them. `path` is that of the environment. */
export function checkAddresses(path: Path, targets: Targets = {}): readonly Fault[] {
  const owners = new Map<string, string>()
  return Object.entries(targets).flatMap(([target, { addresses = [] }]) =>
    addresses.flatMap((address, i) => {
      const at = [...path, 'targets', target, 'addresses', i]
      const { origin, rest } = placeOf(address)
      if (/[?#]/.test(rest))
        return [fault(at, 'bad-value', 'an address has no query', 'leave out what stands from ? or # on')]
      const place = `${origin}${rest.replace(/\/+$/, '')}`
      const owner = owners.get(place)
      owners.set(place, owner ?? target)
      if (owner === undefined) return checkUrl(at, address, [])
      const message = owner === target ? 'this address is there already' : `${owner} has this address too`
      const remedy = owner === target ? 'remove it' : 'write behind each the path that leads to it'
      return [fault(at, 'duplicate-name', message, remedy)]
    }),
  )
}
