import { own } from '../document/tree.ts'
import { type ShapeOf, shapeIn } from '../signal/shape.ts'
import type { Binding } from './binding.ts'

/** What a binding says of each signal of its environments. */
export function boundShapes({ environments }: Binding): ShapeOf {
  return (environment, signal) => {
    const bound = own(own(environments, environment)?.signals, signal)
    return bound === undefined ? null : shapeIn(bound)
  }
}
