import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { Button, Heading } from 'react-aria-components'
import { announce } from '../data/announce.ts'
import { Refused } from '../data/api.ts'
import { refusedEntry } from '../data/session.ts'

/** A second click of a double click must not land on what the first one opened. */
const ARMED_AFTER_MS = 400

type Sending =
  | { readonly at: 'rest' }
  | { readonly at: 'sending' }
  | { readonly at: 'failed'; readonly error: unknown }

/** The second step: what it does, what has to be said, and the button that does it. */
export function Confirm({
  title,
  about,
  yes,
  kind,
  ready,
  send,
  done,
  close,
  unheard,
  children,
}: {
  title: string
  about?: string
  /** What the button says. */
  yes: string
  /** `red` stops something, `risky` goes on without evidence that all is well. */
  kind: 'red' | 'risky' | 'primary'
  /** Null, or what is still to be said. */
  ready: string | null
  send: () => Promise<void>
  /** Told to those who listen, once it is accepted. */
  done: string
  close: () => void
  /** What to do when no answer comes. */
  unheard?: ReactNode
  children: ReactNode
}) {
  const [sending, setSending] = useState<Sending>({ at: 'rest' })
  const [missing, setMissing] = useState(false)
  const openedAt = useRef(performance.now())
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (sending.at === 'sending' || performance.now() - openedAt.current < ARMED_AFTER_MS) return
    setMissing(ready !== null)
    if (ready !== null) return
    setSending({ at: 'sending' })
    try {
      await send()
      announce(done)
      close()
    } catch (error) {
      if (!refusedEntry(error)) setSending({ at: 'failed', error })
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Heading slot="title">{title}</Heading>
      {about === undefined ? null : <p className="dialog-about">{about}</p>}
      {children}
      <div role="alert">
        {missing && ready !== null ? <p className="problem">{ready}</p> : null}
        {sending.at === 'failed' ? <Failure error={sending.error} unheard={unheard} /> : null}
      </div>
      <div className="dialog-buttons">
        <Button className="button" onPress={close}>
          Back
        </Button>
        {sending.at === 'failed' && !isWorthAgain(sending.error) ? null : (
          <Button type="submit" className={`button ${kind}`}>
            {sending.at === 'sending' ? 'Sending …' : sending.at === 'failed' ? 'Send it again' : yes}
          </Button>
        )}
      </div>
    </form>
  )
}

/** A refusal stays one; an overloaded or silent server may answer otherwise next time. */
const isWorthAgain = (error: unknown): boolean =>
  !(error instanceof Refused) || error.status >= 500 || error.status === 429

function Failure({ error, unheard }: { error: unknown; unheard: ReactNode }) {
  if (error instanceof Refused)
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
      {unheard}
    </div>
  )
}
