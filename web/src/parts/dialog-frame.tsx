import type { ReactNode } from 'react'
import { Dialog, Modal, ModalOverlay, type ModalOverlayProps } from 'react-aria-components'

/** What every dialog of the second step stands in. */
export function DialogFrame({
  children,
  ...overlay
}: Pick<ModalOverlayProps, 'isOpen' | 'onOpenChange'> & { children: ReactNode }) {
  return (
    <ModalOverlay className="overlay" {...overlay}>
      <Modal className="modal">
        <Dialog role="alertdialog" className="dialog">
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
