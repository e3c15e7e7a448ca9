import { GATEWAY_LABELS, PATH_LABEL } from '../../core/binding/told-apart.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Question } from '../../ports/metrics.ts'
import type { Counting } from './wire.ts'

/** Who asked within this while still wants it: rules that are watched ask every second. */
const WANTED_MS: Millis = 60_000

type Apart = 'path' | 'segment' | 'slice'
type Wanting = Pick<Question, 'environment' | 'target' | 'each' | 'bySegment'>

const UNWANTED: Readonly<Record<Apart, Instant>> = { path: 0, segment: 0, slice: 0 }

/**
 * What gateways have to count apart: only where somebody asks for it, and then only the paths that the binding names.
 * Those who ask and those who fetch the telemetry share it.
 */
export class WantedCounting {
  readonly #paths: ReadonlyMap<string, readonly string[]>
  readonly #now: () => Instant
  readonly #until = new Map<string, Readonly<Record<Apart, Instant>>>()

  /** `paths` by `environment/service`. */
  constructor(paths: ReadonlyMap<string, readonly string[]>, now: () => Instant) {
    this.#paths = paths
    this.#now = now
  }

  /** The declared paths of a target; none where it has none. */
  pathsOf(target: string): readonly string[] {
    return this.#paths.get(target) ?? []
  }

  /** Whether a gateway can tell the label apart there at all. */
  knows(target: string, label: string): boolean {
    return label === PATH_LABEL
      ? this.pathsOf(target).length > 0
      : GATEWAY_LABELS.some((known) => known === label)
  }

  note({ environment, target, each, bySegment }: Wanting): void {
    const until = this.#now() + WANTED_MS
    const noted: Partial<Record<Apart, Instant>> = {
      ...(each === 'path' || each === 'segment' ? { [each]: until } : {}),
      // Only what is compared with stable has to know how stable scatters.
      ...(bySegment === true ? { slice: until } : {}),
    }
    if (Object.keys(noted).length === 0) return
    const name = `${environment}/${target}`
    this.#until.set(name, { ...(this.#until.get(name) ?? UNWANTED), ...noted })
  }

  /** Null while nobody asks for anything. */
  wanted(): Counting | null {
    const now = this.#now()
    const targets: [string, Counting['targets'][string]][] = []
    for (const [name, { path, segment, slice }] of this.#until) {
      if (Math.max(path, segment, slice) <= now) this.#until.delete(name)
      else
        targets.push([
          name,
          {
            ...(path > now ? { paths: [...this.pathsOf(name)] } : {}),
            ...(segment > now ? { segments: true as const } : {}),
            ...(slice > now ? { slices: true as const } : {}),
          },
        ])
    }
    return targets.length === 0 ? null : { targets: Object.fromEntries(targets) }
  }
}
