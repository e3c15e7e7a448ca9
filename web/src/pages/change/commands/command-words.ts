import type { Possible } from '../../../../../src/read/advice/possible.ts'
import type { ChangeView } from '../../../../../src/read/change/change-view.ts'
import { isAdopted } from '../../../../../src/read/progress/adopted.ts'
import { WHY_IF_YOU_LIKE } from '../../../parts/reason.tsx'

/** Everything that this page says and decides by the name of a command; a new command is a line here. */
type CommandWords = {
  /** On its button. */
  label(possible: Possible, view: ChangeView): string
  /** In a question, and in its answer. */
  verb(possible: Possible, view: ChangeView): string
  /** Whether the question goes on with the name of what it is about. */
  readonly isAboutSomething: boolean
  /** Above the line for a reason. */
  question(possible: Possible): string
  /** On the button of the dialog that does it. */
  yes(possible: Possible, view: ChangeView): string
  /** `red` stops something; `risky` goes on without evidence that all is well, or leaves something undone. */
  kind(possible: Possible): 'red' | 'risky' | 'primary'
  /** Whether it stands under "What else you can do"; the others have a place of their own. */
  isListed(possible: Possible, view: ChangeView): boolean
}

const PLAIN: Pick<CommandWords, 'isAboutSomething' | 'question' | 'kind' | 'isListed'> = {
  isAboutSomething: true,
  question: () => WHY_IF_YOU_LIKE,
  kind: () => 'primary',
  isListed: () => false,
}

const lowered = (label: string): string => `${label.charAt(0).toLowerCase()}${label.slice(1)}`
const wouldDo = ({ answer }: Possible): boolean => answer === 'would-do'
const isUnderWay = ({ status }: ChangeView): boolean => status === 'running' || status === 'paused'
/** Before T there is no traffic to close, and nothing is latched. */
const isBeforeT = ({ status, rollback }: ChangeView): boolean =>
  status === 'preparing' || rollback?.traffic === 'untouched'
const isMoving = ({ phase }: ChangeView['rollouts'][number]): boolean =>
  phase === 'moving' || phase === 'holding'
const isUndo = ({ item }: Possible): boolean => item?.of === 'undo'
const isBackStep = ({ item }: Possible): boolean => item?.of === 'back-step'
const isOverride = ({ asks }: Possible): boolean => asks.includes('override')

function abortLabel(view: ChangeView): string {
  const { startedAt, rollouts, status } = view
  if (startedAt === null) return 'Cancel this change'
  if (isBeforeT(view)) return 'Cancel and undo'
  if (rollouts.some(isAdopted)) return 'Abort: end it here'
  return status === 'rolling-back' ? 'Close at once' : 'Abort: everyone to stable'
}

function promoteLabel(possible: Possible): string {
  if (isOverride(possible)) return 'Promote on few samples'
  return possible.send.all === true ? 'Promote all the way' : 'Promote'
}

export const COMMAND_WORDS: Readonly<Record<Possible['command'], CommandWords>> = {
  abort: {
    ...PLAIN,
    label: (_, view) => abortLabel(view),
    verb: (_, { startedAt }) => (startedAt === null ? 'Cancel' : 'Abort'),
    yes: (_, view) => `Yes, ${lowered(abortLabel(view))}`,
    kind: () => 'red',
  },
  kill: {
    ...PLAIN,
    label: () => 'Kill: close every target',
    verb: () => 'Kill',
    yes: () => 'Yes, kill: close every target',
    kind: () => 'red',
    isListed(possible, view) {
      const { endedAt, status } = view
      const mayHelp = endedAt === null ? !isBeforeT(view) : status === 'succeeded' || status === 'rolled-back'
      return wouldDo(possible) && mayHelp
    },
  },
  rollback: {
    ...PLAIN,
    label: () => 'Roll back step by step',
    verb: () => 'Roll back',
    yes: () => 'Yes, roll back',
    kind: () => 'red',
    isListed: (possible, view) => wouldDo(possible) && isUnderWay(view),
  },
  pause: { ...PLAIN, label: () => 'Pause', verb: () => 'Pause', yes: () => 'Yes, pause' },
  resume: { ...PLAIN, label: () => 'Resume', verb: () => 'Resume', yes: () => 'Yes, resume' },
  promote: {
    ...PLAIN,
    label: promoteLabel,
    verb: () => 'Promote',
    question: (possible) =>
      isOverride(possible) ? 'Why may the missing samples be passed over?' : WHY_IF_YOU_LIKE,
    yes(possible) {
      if (possible.send.all === true) return 'Yes, promote all the way'
      return isOverride(possible) ? 'Yes, promote all the same' : 'Yes, promote'
    },
    kind: (possible) => (isOverride(possible) ? 'risky' : 'primary'),
    // Of what cannot be done only this is told, because it is what people look for.
    isListed: (possible, view) =>
      wouldDo(possible) || (possible.send.all !== true && isUnderWay(view) && view.rollouts.some(isMoving)),
  },
  extend: {
    ...PLAIN,
    isAboutSomething: false,
    label: () => 'Extend the window',
    verb: () => 'Extend the window',
    question: () => 'Why does it take longer?',
    yes: () => 'Yes, extend it',
    isListed: wouldDo,
  },
  answer: {
    ...PLAIN,
    isAboutSomething: false,
    label: ({ send }) => (send.as === 'resume' ? 'Let it go on' : 'Roll back'),
    verb: ({ send }) => (send.as === 'resume' ? 'Let it go on' : 'Roll back'),
    question: ({ send }) => (send.as === 'resume' ? 'Why may it go on?' : 'Why does it go back?'),
    yes: ({ send }) => (send.as === 'resume' ? 'Yes, let it go on' : 'Yes, roll back'),
    kind: ({ send }) => (send.as === 'resume' ? 'risky' : 'red'),
  },
  settle: {
    ...PLAIN,
    label: (possible) => settling(possible).label,
    verb: (possible) => settling(possible).verb,
    question: (possible) => settling(possible).question,
    yes: (possible) => settling(possible).yes,
    kind: ({ send }) => (send.as === 'done' ? 'primary' : 'risky'),
  },
  consider: {
    ...PLAIN,
    isAboutSomething: false,
    label: () => 'Ask to roll back',
    verb: () => 'Ask whether it should go back',
    question: () => 'Why should it go back?',
    yes: () => 'Yes, ask it',
    isListed: wouldDo,
  },
  decline: {
    ...PLAIN,
    label: () => 'Decline',
    verb: () => 'Decline',
    question: () => 'Why does it go on all the same?',
    yes: () => 'Yes, it goes on',
    kind: () => 'risky',
  },
}

function settling(possible: Possible) {
  if (isUndo(possible))
    return {
      label: 'Skip this undo',
      verb: 'Skip the undo of',
      question: 'Why is it left as it is?',
      yes: 'Yes, skip its undo',
    }
  if (isBackStep(possible))
    return { label: 'Skip this step', verb: 'Skip', question: 'Why is it left out?', yes: 'Yes, skip it' }
  if (possible.item?.of === 'verification')
    return {
      label: 'Seen to',
      verb: 'Say that you have seen to',
      question: 'What was it?',
      yes: 'Yes, it is seen to',
    }
  return { label: 'Settle', verb: 'Settle', question: 'How do you know?', yes: 'Yes, settle it' }
}

export const labelOf = (possible: Possible, view: ChangeView): string =>
  COMMAND_WORDS[possible.command].label(possible, view)

type Item = NonNullable<Possible['item']>

/** The ways to settle something, in the words of a person who has looked. */
export const OUTCOMES: Readonly<Record<Item['of'], Readonly<Record<string, string>>>> = {
  step: { done: 'It worked', failed: 'It failed', repeat: 'Run it again' },
  check: { done: 'It passes', failed: 'It does not pass' },
  undo: { skip: 'Leave it as it is' },
  'back-step': { skip: 'Leave it out' },
  verification: { done: 'It is seen to' },
  consideration: {},
}
