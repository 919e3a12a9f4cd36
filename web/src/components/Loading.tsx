import type { ComponentChildren } from 'preact'
import { t } from '../i18n'

/** Says that a page is on its way to those who cannot see it; others see its shape, if any. */
export function Loading({ children }: { children?: ComponentChildren }) {
  return (
    <>
      <span class="visually-hidden" role="status">
        {t.value.trouble.loading}
      </span>
      {children}
    </>
  )
}
