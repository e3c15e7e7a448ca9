import { type ReactNode, useState } from 'react'
import { Button, Dialog, DialogTrigger, Modal, ModalOverlay } from 'react-aria-components'

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
      <ModalOverlay className="overlay">
        <Modal className="modal">
          <Dialog role="alertdialog" className="dialog">
            {children(() => setOpen(false))}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}
