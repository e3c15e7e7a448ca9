import type { PhasesView, PhaseView } from '../progress/phases-view.ts'
import { clockWords } from './clock.ts'
import { soon, span } from './time.ts'
import type { Marked } from './tone.ts'

/** The clock of the whole change: `T-12:30`, `T+5:00`; by how much T is late while it has not come. */
export function changeClock({ t, come }: Pick<PhasesView, 't' | 'come'>, now: number): string {
  if (t === null) return 'T comes when the phases before it have ended'
  const from = now - Date.parse(t)
  return come || from < 0 ? clockWords(from) : `T is late by ${span(from)}`
}

/** What stands beside the clock, before the instant of T: it has come, will come, or should have. */
export const tWords = ({ t, come }: Pick<PhasesView, 't' | 'come'>, now: number): string =>
  t !== null && !come && Date.parse(t) <= now ? 'T was planned for' : 'T is'

/** How a phase stands, as sign, tone and word. `open`: the change goes on. */
export function markOfPhase({ status, late, at }: PhaseView, now: number, open: boolean): Marked {
  switch (status) {
    case 'ended':
      return { sign: 'done', tone: 'good', word: 'ended' }
    case 'left':
      return { sign: 'stopped', tone: 'quiet', word: 'left here' }
    case 'running':
      return late === null
        ? { sign: 'going', tone: 'wait', word: 'under way' }
        : { sign: 'going', tone: 'bad', word: 'late' }
    case 'waiting':
      if (!open) return { sign: 'open', tone: 'quiet', word: 'never began' }
      return at !== null && Date.parse(at) <= now
        ? { sign: 'open', tone: 'wait', word: 'due' }
        : { sign: 'open', tone: 'quiet', word: 'to come' }
  }
}

/** What a person wants to know of a phase at this moment; instants in it are in UTC. `open`: the change goes on. */
export function phaseWords(phase: PhaseView, now: number, open: boolean): string {
  const { status, at, since, endedAt, dueAt, late, done, steps } = phase
  const steps_ = `${done} of ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`
  switch (status) {
    case 'ended': {
      if (since === null || endedAt === null) return 'ended'
      const over = dueAt !== null && Date.parse(endedAt) > Date.parse(dueAt)
      const ms = Date.parse(endedAt) - Date.parse(since)
      const took = ms < 1_000 ? 'less than a second' : span(ms)
      return over ? `took ${took}, longer than planned` : `took ${took}`
    }
    case 'left':
      return steps_
    case 'running': {
      if (dueAt === null) return late === null ? steps_ : `${steps_}; T waits for it`
      const left = Date.parse(dueAt) - now
      if (left >= 0) return `${steps_}, due in ${span(left)}`
      return `${steps_}, ${span(-left)} over its budget`
    }
    case 'waiting':
      if (!open) return ''
      if (at === null) return ''
      return Date.parse(at) <= now ? `for ${span(now - Date.parse(at))}` : soon(at, now)
  }
}
