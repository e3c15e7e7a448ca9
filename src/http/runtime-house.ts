import type { Binding } from '../core/binding/binding.ts'
import { boundShapes } from '../core/binding/bound-shapes.ts'
import { eventsOf } from '../read/journal/follow-events.ts'
import { readerOf } from '../read/reader.ts'
import { viewServer } from '../read/records/server-view.ts'
import { seriesReader } from '../read/series/series.ts'
import { signalsReader } from '../read/signals/read-signals.ts'
import type { Access } from '../runtime/access/access.ts'
import { environmentOf } from '../runtime/context/reach.ts'
import type { Runtime } from '../runtime/context/runtime.ts'
import type { FlagSets } from '../runtime/flags/serve-flags.ts'
import type { Loops } from '../runtime/loop/loops.ts'
import { measureBy } from '../runtime/signals/measure.ts'
import { readinessOf } from '../runtime/upkeep/readiness.ts'
import type { House } from './api/house.ts'

export type Surroundings = {
  readonly binding: Binding
  readonly access: Access
  readonly flagSets: FlagSets
  readonly loops: Loops
}

/** The house of a server that runs. */
export function runtimeHouse(runtime: Runtime, { binding, access, flagSets, loops }: Surroundings): House {
  const { store, clock, instance } = runtime
  const startedAt = clock.now()
  const shapes = boundShapes(binding)
  const measure = measureBy(runtime.reach)
  return {
    read: readerOf(store, clock, { shapeOf: shapes, takeover: () => runtime.takeover, binding }),
    series: seriesReader(store, clock, measure, shapes),
    signals: signalsReader({
      sources: runtime.reach.sources,
      targetsOf: (environment) => {
        const bound = environmentOf(runtime.reach, environment)
        return bound === null ? null : Object.keys(bound.targets)
      },
      targets: store.targets,
      measure,
      clock,
    }),
    events: eventsOf(store, (round) => loops.start('follow-journal', [{ of: null, round }])),
    access,
    flagSets,
    binding,
    ready: readinessOf(runtime),
    now: () => clock.now(),
    server: () => viewServer({ instance, startedAt, loops: loops.all() }, clock.now()),
    act: (verb, ...order) => verb(runtime, ...order),
  }
}
