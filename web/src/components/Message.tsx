import type { ComponentChildren } from 'preact'

interface MessageProps {
  kind?: 'note' | 'error'
  title?: string
  children?: ComponentChildren
}

/** A boxed message, read out by screen readers when it appears. */
export function Message({ kind = 'note', title, children }: MessageProps) {
  return (
    <div class={`message message--${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      {title && <p class="message__title">{title}</p>}
      {children}
    </div>
  )
}
