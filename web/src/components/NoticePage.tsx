import type { ComponentChildren } from 'preact'
import { usePageMeta } from './usePageMeta'

interface NoticePageProps {
  title: string
  text: string
  children?: ComponentChildren
}

/** A page of one message: empty, or not found. */
export function NoticePage({ title, text, children }: NoticePageProps) {
  usePageMeta(title)
  return (
    <section class="notice-page">
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </section>
  )
}
