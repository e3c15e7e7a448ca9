import { z } from 'zod'
import { count, text, texts, time } from '../../event/data.ts'
import { leadSchema } from '../../runbook/phase.ts'
import { formatDuration } from '../../time/duration.ts'
import { wordsOf } from '../state/cause-words.ts'
import { causeSchema } from '../state/schema.ts'
import { byEngine, changeEvent } from './define.ts'

/** The parts of a change with a clock of their own, and what comes before T. */
export const PHASES = {
  /** Who answers for what, so that they are told. */
  'leads-named': changeEvent({
    version: 1,
    data: { leads: z.record(text, leadSchema) },
    name: 'change:leads',
    wakes: 'notify',
    keeper: 'change',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ leads }) =>
      `led by ${Object.values(leads)
        .flatMap(({ title, person }) => (person === undefined ? [] : [`${person} (${title})`]))
        .join(', ')}`,
  }),
  'preparation-started': changeEvent({
    version: 1,
    data: {},
    name: 'preparation:start',
    wakes: 'notify',
    keeper: 'change',
    turns: true,
    orders: false,
    moves: false,
    sentence: () => 'preparation began; no target is touched before T',
  }),
  /** Before T a rollback has no traffic to close. */
  'preparation-undoing': changeEvent({
    version: 1,
    data: { cause: causeSchema, undo: texts, ends: z.enum(['cancelled', 'missed']) },
    name: 'preparation:undo',
    wakes: byEngine,
    keeper: 'change',
    turns: true,
    orders: true,
    moves: false,
    sentence: ({ cause }) => `UNDOING what was prepared: ${wordsOf(cause)}`,
  }),
  'phase-started': changeEvent({
    version: 1,
    data: { phase: text, lead: text.exactOptional() },
    name: 'phase:started',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ phase, lead }) => `phase ${phase} began${ledBy(lead)}`,
  }),
  'phase-ended': changeEvent({
    version: 1,
    data: { phase: text },
    name: 'phase:ended',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ phase }) => `phase ${phase} ended`,
  }),
  'phase-late': changeEvent({
    version: 1,
    data: {
      phase: text,
      since: time,
      late: z.enum(['told', 'paged']),
      /** `T`: it keeps the whole change waiting. */
      because: z.enum(['budget', 'T']),
      budgetMs: count.exactOptional(),
      lead: text.exactOptional(),
    },
    name: 'phase:late',
    wakes: ({ late }) => (late === 'paged' ? 'page' : 'notify'),
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ phase, late, because, budgetMs, lead }) => {
      if (because === 'T') return `LATE: T has come and phase ${phase} is not done${ledBy(lead)}`
      const budget = formatDuration(budgetMs ?? 0)
      return late === 'told'
        ? `phase ${phase} takes longer than its budget of ${budget}${ledBy(lead)}`
        : `LATE: phase ${phase} is still not done, with a budget of ${budget}${ledBy(lead)}`
    },
  }),
}

const ledBy = (lead: string | undefined): string => (lead === undefined ? '' : `; lead: ${lead}`)
