import { useState } from 'react'
import { sendFile } from '../data/answer.ts'
import { settleTask } from '../data/follow-ups.ts'
import { useMay } from '../data/session.ts'
import { Confirm } from './confirm.tsx'
import { DialogFrame } from './dialog-frame.tsx'
import { FileField, tooLarge } from './file-field.tsx'
import { Reason } from './reason.tsx'

/** What a person is about to say of a task that a change has left. */
export type AskedTask = {
  readonly says: 'done' | 'reopen'
  readonly change: string
  readonly task: string
  readonly title: string
}

/** The second step of a word on a task; nothing while nothing is asked. */
export function TaskDialog({
  asked,
  look,
  close,
}: {
  asked: AskedTask | null
  look: () => void
  close: () => void
}) {
  return (
    <DialogFrame isOpen={asked !== null} onOpenChange={(open) => !open && close()}>
      {asked === null ? null : <Saying asked={asked} look={look} close={close} />}
    </DialogFrame>
  )
}

const WORDS = {
  done: {
    title: 'Done:',
    consequence:
      'It counts as done, by your name, and nobody is reminded of it any more. It can be reopened.',
    why: 'What was done, and where is that written down?',
    missing: 'Say what was done: it stands in the journal.',
    yes: 'Yes, it is done',
    done: 'Done.',
  },
  reopen: {
    title: 'Reopen',
    consequence: 'It is owed again, by the same person and until the same moment.',
    why: 'Why is it not done after all?',
    missing: 'Say why: it stands in the journal.',
    yes: 'Yes, reopen it',
    done: 'Reopened.',
  },
} as const

function Saying({ asked, look, close }: { asked: AskedTask; look: () => void; close: () => void }) {
  const may = useMay()
  const [words, setWords] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const { says, change, task, title } = asked
  const said = WORDS[says]
  const send = async () => {
    try {
      const sent = file === null ? {} : { attachments: [await sendFile(change, file)] }
      await settleTask(asked, says === 'done' ? { note: words.trim(), ...sent } : { reopen: words.trim() })
    } finally {
      look()
    }
  }
  return (
    <Confirm
      title={`${said.title} ${title}`}
      about={`${change} · ${task}`}
      yes={said.yes}
      kind={says === 'done' ? 'primary' : 'risky'}
      ready={tooLarge(file) ?? (words.trim() === '' ? said.missing : null)}
      send={send}
      done={said.done}
      close={close}
    >
      <p className="dialog-consequence">{said.consequence}</p>
      <Reason label={said.why} value={words} change={setWords} autoFocus />
      {says === 'done' && may('answer-change') ? <FileField needed={false} choose={setFile} /> : null}
    </Confirm>
  )
}
