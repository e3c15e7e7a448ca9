import { type ReactNode, useState } from 'react'
import { Button, DialogTrigger } from 'react-aria-components'
import { DialogFrame } from './dialog-frame.tsx'

/** The first of two steps: it only asks, in a dialog that is made anew each time. */
export function AskButton({
  id,
  label,
  about,
  kind = '',
  children,
}: {
  id?: string
  label: string
  /** What it is about, for people who do not see where the button stands. */
  about?: string
  kind?: 'red' | 'stops' | 'small' | 'small stops' | ''
  children: (close: () => void) => ReactNode
}) {
  const [open, setOpen] = useState(false)
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button
        {...(id === undefined ? {} : { id })}
        {...(about === undefined ? {} : { 'aria-label': `${label}: ${about}` })}
        className={`button ${kind}`}
      >
        {label}
      </Button>
      <DialogFrame>{children(() => setOpen(false))}</DialogFrame>
    </DialogTrigger>
  )
}
