import { suggest } from '../../api/products'
import { lang, t } from '../../i18n'
import { useResource } from '../../state/resource'
import { searchHref } from './query'

/** Where the words typed so far may be going. Holds its line, so that nothing jumps. */
export function Suggestions({ q }: { q: string }) {
  const { data } = useResource(`suggest ${lang.value} ${q}`, (signal) => suggest(q, signal))
  const others = data?.filter(({ text, slug }) => slug || text.toLowerCase() !== q.toLowerCase())
  return (
    <nav class="suggestions" aria-label={t.value.search.suggestions}>
      <ul>
        {others?.slice(0, 8).map(({ text, slug }) => (
          <li key={slug ?? text}>
            <a class="chip" href={slug ? `/producto/${slug}` : searchHref({ q: text })}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
