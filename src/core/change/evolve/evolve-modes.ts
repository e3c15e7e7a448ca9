import type { KeptBy } from '../events/event.ts'
import type { Run, StepProgress } from '../state/change.ts'
import { withoutTargets } from '../state/mode-set.ts'

type ModeEvent = Extract<
  KeptBy<'run'>,
  { type: 'mode-switching' | 'mode-acknowledged' | 'mode-unacknowledged' | 'mode-left' | 'mode-put-back' }
>

/** What a change has ordered of modes, and how far its proxies are. */
export function evolveModes(run: Run, event: ModeEvent): Run {
  switch (event.type) {
    case 'mode-switching': {
      const { step, was, set, banner } = event
      const ordered = { step, was, set, ...(banner === undefined ? {} : { banner }) }
      return { ...run, modes: [...(run.modes ?? []), ordered] }
    }
    case 'mode-acknowledged':
      return switching(run, event.step, { acknowledgedAt: event.at })
    case 'mode-unacknowledged':
      return switching(run, event.step, { warned: true })
    case 'mode-left':
      return { ...run, modes: withoutTargets(run.modes ?? [], event.targets) }
    case 'mode-put-back':
      return { ...run, modes: withoutTargets(run.modes ?? [], Object.keys(event.back)) }
  }
}

type Said = Partial<Pick<Extract<StepProgress, { status: 'switching' }>, 'warned' | 'acknowledgedAt'>>

function switching(run: Run, id: string, said: Said): Run {
  const step = run.steps[id]
  return step?.status === 'switching' ? { ...run, steps: { ...run.steps, [id]: { ...step, ...said } } } : run
}
