import { type FormEvent, useRef, useState } from 'react'
import { Button, Heading, Input, Label, TextField } from 'react-aria-components'
import type { ChangeView } from '../../../../src/read/change-view.ts'
import { Problem } from '../../data/api.ts'
import { type CommandName, giveCommand } from '../../data/command.ts'
import { refusedEntry } from '../../data/session.ts'
import { CopyLine } from '../../parts/copy-line.tsx'
import { announce } from './news.tsx'
import { directTargets } from './without-server.tsx'

const VERBS: Readonly<Record<CommandName, string>> = {
  abort: 'Abort',
  kill: 'Kill',
  rollback: 'Roll back',
  pause: 'Pause',
  resume: 'Resume',
  promote: 'Promote',
}
/** A second click of a double click must not land on what the first one opened. */
const ARMED_AFTER_MS = 400

type Sending =
  | { readonly at: 'rest' }
  | { readonly at: 'sending' }
  | { readonly at: 'failed'; readonly error: unknown }

/** The second step: what it does, why, and the button that does it. */
export function ConfirmCommand({
  view,
  command,
  label,
  look,
  close,
}: {
  view: ChangeView
  command: CommandName
  label: string
  look: () => void
  close: () => void
}) {
  const [sending, setSending] = useState<Sending>({ at: 'rest' })
  const [because, setBecause] = useState('')
  // One dialog is one order: sent again after a lost answer, it is the same request.
  const [key] = useState(newKey)
  const openedAt = useRef(performance.now())
  const verb = view.startedAt === null && command === 'abort' ? 'Cancel' : VERBS[command]
  const wantsReason = command !== 'resume' && command !== 'promote'
  const stops = command === 'abort' || command === 'kill' || command === 'rollback'

  const send = async () => {
    setSending({ at: 'sending' })
    try {
      const reason = because.trim() === '' ? 'asked on the page, without a reason' : because.trim()
      await giveCommand({ id: view.id, command, because: reason, revision: view.revision, key })
      announce(`${verb}: accepted.`)
      close()
      look()
      document.getElementById('standing')?.focus()
    } catch (error) {
      if (refusedEntry(error)) return
      setSending({ at: 'failed', error })
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (sending.at === 'sending' || performance.now() - openedAt.current < ARMED_AFTER_MS) return
    void send()
  }
  return (
    <form onSubmit={submit}>
      <Heading slot="title">
        {verb} {view.id}?
      </Heading>
      <p className="dialog-title">{view.title}</p>
      <p className="dialog-consequence">
        {view.possible.find((one) => one.command === command)?.consequence}
      </p>
      {wantsReason ? (
        <TextField className="field" value={because} onChange={setBecause} maxLength={500} autoFocus>
          <Label>Why? It goes into the journal; you may leave it empty.</Label>
          <Input />
        </TextField>
      ) : null}
      <div role="alert">
        {sending.at === 'failed' ? <Failure view={view} error={sending.error} stops={stops} /> : null}
      </div>
      <div className="dialog-buttons">
        <Button className="button" onPress={close}>
          Back
        </Button>
        <Button type="submit" className={`button ${stops ? 'red' : 'primary'}`} autoFocus={!wantsReason}>
          {sending.at === 'sending'
            ? 'Sending …'
            : sending.at === 'failed'
              ? 'Send it again'
              : confirmWords(command, label)}
        </Button>
      </div>
    </form>
  )
}

function confirmWords(command: CommandName, label: string): string {
  return command === 'abort' || command === 'kill'
    ? `Yes, ${label.charAt(0).toLowerCase()}${label.slice(1)}`
    : `Yes, ${VERBS[command].toLowerCase()}`
}

function Failure({ view, error, stops }: { view: ChangeView; error: unknown; stops: boolean }) {
  if (error instanceof Problem)
    return (
      <p className="problem">
        <strong>{error.message}</strong> {error.remedy}
      </p>
    )
  return (
    <div className="problem">
      <p>
        <strong>No answer came.</strong> It may have been taken or not. Sending it again is safe: it is
        carried out once.
      </p>
      {stops ? (
        <>
          <p>Without the server:</p>
          {directTargets(view).map((target) => (
            <CopyLine key={target} line={`cutwater kill ${target} --direct`} />
          ))}
        </>
      ) : null}
    </div>
  )
}

/** `crypto.randomUUID` is only there in secure places; this is there everywhere. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
