import { useState } from 'react'
import { Button, Dialog, DialogTrigger, Modal, ModalOverlay } from 'react-aria-components'
import type { ChangeView } from '../../../../src/read/change-view.ts'
import type { CommandName } from '../../data/command.ts'
import { ConfirmCommand } from './confirm-command.tsx'

/** The first of two steps: it only asks. */
export function CommandButton({
  id,
  view,
  command,
  label,
  kind,
  look,
}: {
  id?: string
  view: ChangeView
  command: CommandName
  label: string
  kind: 'red' | 'plain'
  look: () => void
}) {
  const [open, setOpen] = useState(false)
  // What is confirmed is what was asked about, also when the change moves on meanwhile.
  const [asked, setAsked] = useState(view)
  const turn = (to: boolean) => {
    if (to) setAsked(view)
    setOpen(to)
  }
  return (
    <DialogTrigger isOpen={open} onOpenChange={turn}>
      <Button {...(id === undefined ? {} : { id })} className={`button ${kind === 'red' ? 'red' : ''}`}>
        {label}
      </Button>
      <ModalOverlay className="overlay">
        <Modal className="modal">
          <Dialog role="alertdialog" className="dialog">
            <ConfirmCommand
              view={asked}
              command={command}
              label={label}
              look={look}
              close={() => setOpen(false)}
            />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}
