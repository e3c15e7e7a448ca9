import { owedSentence } from '../follow-up/follow-up-events.ts'
import { withoutMarks } from '../text/visible.ts'
import { formatInstant } from '../time/instant.ts'
import type { Notice } from './notice.ts'
import { sentenceFor } from './sentence.ts'
import { unsignableWords } from './unsignable.ts'

/** The notice as one line, for a person who reads nothing else. */
export const textOf = (notice: Pick<Notice, 'subject' | 'facts'>): string => withoutMarks(lineOf(notice))

/** The report of the change has everything behind these. */
const REPORTED: ReadonlySet<string> = new Set(['rollback-started', 'rolled-back', 'failed'])

function lineOf({ subject, facts }: Pick<Notice, 'subject' | 'facts'>): string {
  switch (facts.kind) {
    case 'change-event': {
      const { event, names, ends } = facts
      const told = `${subject.id} ${names.title}: ${ends === undefined ? '' : `RESOLVED ${ends}: `}${sentenceFor(event, names)}`
      return ends === undefined && REPORTED.has(event.type)
        ? `${told}. See cutwater report ${subject.id}`
        : told
    }
    case 'change-stuck':
      return (
        `STUCK: ${subject.id} cannot take its turn: ${facts.because}. ` +
        'Closing its targets still works: cutwater kill TARGET.'
      )
    case 'proxy-ahead': {
      const { target, proxy, has, desired } = facts
      return (
        `${target}: the proxy ${proxy} is at generation ${has.generation} with ${has.stable} as stable, ` +
        `the database at ${desired.generation} with ${desired.stable}. Was a backup restored? ` +
        'The canary is closed there. ' +
        `See which side is right, then run cutwater targets adopt-proxy ${target} (${has.stable} stays stable, nobody is moved) ` +
        `or cutwater targets overwrite-proxy ${target} (the database's ${desired.stable} is stable).`
      )
    }
    case 'journal-cut-off':
      return (
        `The database no longer has checkpoint ${facts.checkpoint} as it was exported: a backup was restored, ` +
        'or the journal was tampered with. ' +
        'No checkpoint is made until somebody has looked: run cutwater journal verify, ' +
        'and when what is there is right, cutwater journal resume.'
      )
    case 'journal-unsigned':
      return (
        `The journal is not signed any more: ${unsignableWords(facts.why)}. ` +
        'Run cutwater journal verify, and when what is there is right, cutwater journal resume.'
      )
    case 'journal-sink-differs':
      return (
        `The sink ${facts.sink} holds another checkpoint ${facts.checkpoint} than the database: the journal was ` +
        'rewritten after it was given, a backup was restored, or another server writes there. Nothing more is given ' +
        `to it. Run cutwater journal verify --sink ${facts.sink}, and when what is here is right, cutwater journal resume; ` +
        'where another server writes there, name another place.'
      )
    case 'follow-ups-owed':
      return `${subject.id}: ${owedSentence(facts.tasks)}. See cutwater follow-ups list ${subject.id}`
    case 'follow-up-settled': {
      const { told, title, owner, by, words, byEvidence } = facts
      if (byEvidence === true)
        return `${title}, owed by ${owner} for ${subject.id}, is done, by what was seen: ${words}`
      return told === 'done'
        ? `${title}, owed by ${owner} for ${subject.id}, is done, says ${by}: ${words}`
        : `${title} is owed again by ${owner} for ${subject.id}, says ${by}: ${words}`
    }
    case 'follow-up': {
      const { told, task, title, owner, dueAt } = facts
      const until = formatInstant(dueAt)
      return told === 'overdue'
        ? `OVERDUE: ${title}, owed by ${owner} for ${subject.id}, was due ${until}. When it is done: cutwater follow-ups done ${subject.id} ${task} --note "..."`
        : `${title}, owed by ${owner} for ${subject.id}, is due ${until}`
    }
    case 'told':
      return `${subject.id}${subject.kind === 'change' && subject.title !== null ? ` ${subject.title}` : ''}: ${facts.words}`
    case 'sentence':
      return facts.text
  }
}
