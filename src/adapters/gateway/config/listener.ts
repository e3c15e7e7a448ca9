import { type PathPatterns, pathPatterns } from '../../../core/traffic/path-pattern.ts'

/** Port 0 takes a free one each time. */
export const isShared = (listen: string): boolean => !listen.endsWith(':0')

export type Placed<Target> = {
  /** Of the target. */
  readonly name: string
  readonly listen: string
  readonly paths?: readonly string[] | undefined
  readonly tls?: readonly PemPair[] | undefined
  readonly target: Target
}

export type PemPair = { readonly certificate: string; readonly key: string }

/** One address, and who takes what is asked there. */
export type Listener<Target> = {
  readonly listen: string
  /** By which it is the same one in another configuration. */
  readonly key: string
  readonly targets: readonly Target[]
  /** Certificates that all of its routes have together; none: it is no TLS. */
  readonly tls: readonly PemPair[]
  /** Null where none of its routes takes such a path. */
  choose(url: string): Target | null
}

/** Those who listen at one address share it by their paths, the first that fits; who names none takes the rest. */
export function listenersOf<Target>(routes: readonly Placed<Target>[]): readonly Listener<Target>[] {
  const places = Map.groupBy(routes, keyOf)
  return [...places].map(([key, those]) => {
    const ways = those.flatMap(({ paths, target }): readonly { fits: PathPatterns; target: Target }[] =>
      paths === undefined ? [] : [{ fits: pathPatterns(paths), target }],
    )
    const rest = those.find(({ paths }) => paths === undefined)?.target ?? null
    return {
      listen: those[0]?.listen ?? '',
      key,
      targets: those.map(({ target }) => target),
      tls: those.flatMap(({ tls = [] }) => tls),
      choose: (url) =>
        ways.length === 0 ? rest : (ways.find(({ fits }) => fits(url) !== null)?.target ?? rest),
    }
  })
}

/** A port that is free each time is shared with nobody. */
const keyOf = ({ listen, name }: Pick<Placed<unknown>, 'listen' | 'name'>): string =>
  isShared(listen) ? listen : `${listen} of ${name}`
