import { t } from '../../i18n'

export function EmptyResults() {
  const { emptyTitle, empty, seeAll } = t.value.search
  return (
    <div class="empty">
      <h2>{emptyTitle}</h2>
      <p>{empty}</p>
      <a class="button button--outline" href="/buscar">
        {seeAll}
      </a>
    </div>
  )
}
