import './dialog.css'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

interface DialogProps {
  title: string
  /** The id of the element that says what the question is about, read out with the title. */
  describedBy?: string
  /** Called when the dialog is closed by Escape or by a click beside it. */
  close: () => void
  children: ComponentChildren
  testid?: string
}

/** A modal question. The browser keeps the focus inside, and gives it back when it closes. */
export function Dialog({ title, describedBy, close, children, testid }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  // Before anything else happens: a key pressed meanwhile would go to the page behind.
  useLayoutEffect(() => {
    const opened = dialog.current
    const opener = document.activeElement
    opened?.showModal()
    return () => {
      opened?.close()
      // The browser does so only for a dialog that is not removed at once.
      if (opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own key.
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="dialog-title"
      aria-describedby={describedBy}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onClick={({ target }) => target === dialog.current && close()}
      data-testid={testid}
    >
      <div class="dialog__inside">
        <h2 id="dialog-title">{title}</h2>
        {children}
      </div>
    </dialog>
  )
}
