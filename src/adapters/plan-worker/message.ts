import type { Binding } from '../../core/binding/binding.ts'
import type { PlanQuestion, PlanRead } from '../../core/plan/read-plan.ts'

/** What goes to the thread that reads plans. The binding goes once, and again when it is another. */
export type ToWorker = Omit<PlanQuestion, 'binding'> & { readonly binding: Binding | 'as before' }
export type FromWorker = 'ready' | { readonly read: PlanRead } | { readonly failed: string }
