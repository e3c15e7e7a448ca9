import type { Attachment } from '../change/state/items.ts'
import type { Instant } from '../time/instant.ts'
import type { OwedTask } from './owed-task.ts'

/** A person's word on a task that is owed. */
export type TaskWord =
  | { readonly say: 'done'; readonly note: string; readonly attachments?: readonly Attachment[] }
  | { readonly say: 'reopen'; readonly because: string }

export type TaskAnswer =
  | { readonly answer: 'settled'; readonly task: OwedTask }
  /** It was so already, by the same person with the same words. */
  | { readonly answer: 'already'; readonly task: OwedTask }
  | { readonly answer: 'refused'; readonly because: string; readonly remedy: string }

const LONGEST_WORDS = 2_000

/** Whether it is taken, and what the task is then. Anyone who may settle may say it; the owner is only asked first. */
export function settleTask(task: OwedTask, word: TaskWord, by: string, now: Instant): TaskAnswer {
  const words = (word.say === 'done' ? word.note : word.because).trim()
  if (words === '')
    return refused(
      word.say === 'done' ? 'nothing says what was done' : 'nothing says why it is owed again',
      word.say === 'done' ? 'Add a note, such as where the outcome is written down.' : 'Say why.',
    )
  if (words.length > LONGEST_WORDS)
    return refused(
      `${words.length} characters are more than ${LONGEST_WORDS}`,
      'Say it shorter, and link to the rest.',
    )
  const { done } = task
  if (word.say === 'reopen') {
    if (done === null) return refused(`${task.title} is not done`, 'There is nothing to take back.')
    return { answer: 'settled', task: { ...task, ...unlooked(task), done: null } }
  }
  const { attachments = [] } = word
  if (attachments.length > FILES_MAX)
    return refused(`${attachments.length} files are more than ${FILES_MAX}`, 'Put them into one archive.')
  if (done === null) {
    const files = attachments.length === 0 ? {} : { attachments }
    return {
      answer: 'settled',
      task: { ...task, ...unlooked(task), done: { by, at: now, note: words, ...files } },
    }
  }
  if (done.by === by && done.note === words && isSame(done.attachments, attachments))
    return { answer: 'already', task }
  return refused(
    done.byEvidence === true
      ? `${task.title} was done before, by what was seen: ${done.note}`
      : `${task.title} was done by ${done.by} before: ${done.note}`,
    'Take that back first if it was wrong.',
  )
}

/** Files with one word. */
export const FILES_MAX = 20

const isSame = (before: readonly Attachment[] = [], now: readonly Attachment[]): boolean =>
  before.length === now.length && before.every(({ sha256 }, i) => sha256 === now[i]?.sha256)

/** Once a person has spoken, either way, nothing that is seen goes over it. */
const unlooked = ({ evidence }: OwedTask): Pick<OwedTask, 'evidence'> => ({
  evidence: evidence === null ? null : { ...evidence, lookAt: null },
})

const refused = (because: string, remedy: string): TaskAnswer => ({ answer: 'refused', because, remedy })
