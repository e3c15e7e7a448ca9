import { useState } from 'react'
import { giveAnswer, sendFile } from '../data/answer.ts'
import { newKey } from '../data/command.ts'
import { Confirm } from './confirm.tsx'
import { DialogFrame } from './dialog-frame.tsx'
import { FileField, tooLarge } from './file-field.tsx'
import { Reason } from './reason.tsx'

/** What a person is about to say, and of what. */
export type Asked = {
  readonly says: 'tick' | 'untick' | 'not-ready' | 'approve' | 'reject'
  readonly change: string
  /** The item or the step of the decision, as commands name it. */
  readonly ref: string
  readonly title: string
  /** A file has to come with it. */
  readonly attach: boolean
}

/** The second step of an answer, for whatever a list has asked about; nothing while it asks about nothing. */
export function AnswerDialog({
  asked,
  look,
  close,
}: {
  asked: Asked | null
  look: () => void
  close: () => void
}) {
  return (
    <DialogFrame isOpen={asked !== null} onOpenChange={(open) => !open && close()}>
      {asked === null ? null : <Answering asked={asked} look={look} close={close} />}
    </DialogFrame>
  )
}

const WORDS: Readonly<
  Record<Asked['says'], { title: string; consequence: string; why: string; yes: string; done: string }>
> = {
  tick: {
    title: 'Tick',
    consequence: 'It counts as done, by your name. You can withdraw it until its checklist is over.',
    why: 'What is there to say of it? You may leave it empty.',
    yes: 'Yes, it is done',
    done: 'Ticked.',
  },
  untick: {
    title: 'Withdraw the tick of',
    consequence: 'It is open again, and the change waits for it.',
    why: 'Why?',
    yes: 'Yes, withdraw it',
    done: 'Withdrawn.',
  },
  'not-ready': {
    title: 'Not ready:',
    consequence: 'The change pauses, until a person resumes it. Guards still watch.',
    why: 'Why is it not ready?',
    yes: 'Yes, it is not ready',
    done: 'The change pauses.',
  },
  approve: {
    title: 'Approve',
    consequence: 'Your word is kept in the journal. The change goes on once enough people have approved.',
    why: 'Why? You may leave it empty.',
    yes: 'Yes, approve',
    done: 'Approved.',
  },
  reject: {
    title: 'Reject',
    consequence: 'One rejection decides it, and the change does what its plan says then.',
    why: 'Why is it rejected?',
    yes: 'Yes, reject',
    done: 'Rejected.',
  },
}

function Answering({ asked, look, close }: { asked: Asked; look: () => void; close: () => void }) {
  // One dialog is one word: sent again after a lost answer, it is the same request.
  const [key] = useState(newKey)
  const [words, setWords] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const { says, change, ref, title, attach } = asked
  const said = WORDS[says]
  const isTick = says === 'tick'
  const send = async () => {
    try {
      const attachment = file === null ? {} : { attachment: await sendFile(change, file) }
      await giveAnswer({ change, key, body: bodyOf(says, ref, words.trim(), attachment) })
    } finally {
      look()
    }
  }
  return (
    <Confirm
      title={`${said.title} ${title}`}
      about={`${change} · ${ref}`}
      yes={said.yes}
      kind={says === 'reject' || says === 'not-ready' ? 'risky' : 'primary'}
      ready={missing(says, words, attach, file)}
      send={send}
      done={said.done}
      close={close}
    >
      <p className="dialog-consequence">{said.consequence}</p>
      <Reason label={said.why} value={words} change={setWords} autoFocus />
      {isTick ? <FileField needed={attach} choose={setFile} /> : null}
    </Confirm>
  )
}

type Attachment = { attachment?: { sha256: string; name: string } }

function bodyOf(says: Asked['says'], ref: string, words: string, attachment: Attachment) {
  const because = words === '' ? {} : { because: words }
  switch (says) {
    case 'tick':
      return { command: 'tick', item: ref, ...(words === '' ? {} : { note: words }), ...attachment } as const
    case 'untick':
    case 'not-ready':
      return { command: says, item: ref, because: words } as const
    case 'approve':
    case 'reject':
      return { command: 'decide', decision: ref, as: says, ...because } as const
  }
}

/** What is still to be said before it can be sent. */
function missing(says: Asked['says'], words: string, attach: boolean, file: File | null): string | null {
  const large = tooLarge(file)
  if (large !== null) return large
  if (attach && file === null && says === 'tick') return 'Choose the file that shows it.'
  const needsWords = says !== 'tick' && says !== 'approve'
  return needsWords && words.trim() === '' ? 'Say why: it stands in the journal.' : null
}
