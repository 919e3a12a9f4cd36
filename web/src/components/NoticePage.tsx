import type { ComponentChildren } from 'preact'
import { usePageMeta } from './usePageMeta'

interface NoticePageProps {
  title: string
  text: string
  children?: ComponentChildren
}

/** A page of one message: empty, or not found. Every address has its status, so it is not listed. */
export function NoticePage({ title, text, children }: NoticePageProps) {
  usePageMeta(title, { noindex: true })
  return (
    <section class="notice-page">
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </section>
  )
}
