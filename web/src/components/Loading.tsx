import type { ComponentChildren } from 'preact'
import { t } from '../i18n'

/** Tell screen readers that a page is loading; its skeleton, if any, is in `children`. */
export function Loading({ children }: { children?: ComponentChildren }) {
  return (
    <>
      <span class="visually-hidden" role="status">
        {t.value.common.loading}
      </span>
      {children}
    </>
  )
}
