import type { ComponentChildren } from 'preact'
import { usePageTitle } from './usePageMeta'

interface NoticePageProps {
  title: string
  text: string
  children?: ComponentChildren
}

/** A page that has only something to say: empty, or not there. */
export function NoticePage({ title, text, children }: NoticePageProps) {
  usePageTitle(title)
  return (
    <section class="notice-page">
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </section>
  )
}
