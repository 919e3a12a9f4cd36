import { useEffect } from 'preact/hooks'

export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Tienda` : 'Tienda'
  }, [title])
}
